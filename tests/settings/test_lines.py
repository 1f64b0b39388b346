import tomllib

from hypothesis import given
from hypothesis import strategies as st

from monitor.settings.lines import key_lines, line_of

TEXT = '''# heading
title = "x"

[web]
port = 1 # said
"odd key" = 2
deep.er = 3

[[feed]]
slug = "a"
tags = [
  "one",
  "two",
]

[[feed]]
slug = "b"
query = """
first
second = "no key"
"""
[feed.headers]
X = "y"
[[feed.part]]
n = 1
[[feed.part]]
n = 2
inline = {a = 1, b = [{c = 2}]}
'''


def test_keys_tables_and_arrays_of_tables_have_lines() -> None:
    lines = key_lines(TEXT)
    expected = {
        ("title",): 2,
        ("web",): 4,
        ("web", "port"): 5,
        ("web", "odd key"): 6,
        ("web", "deep", "er"): 7,
        ("feed", 0): 9,
        ("feed", 0, "slug"): 10,
        ("feed", 0, "tags", 1): 11,
        ("feed", 1): 16,
        ("feed", 1, "query"): 18,
        ("feed", 1, "headers"): 22,
        ("feed", 1, "headers", "X"): 23,
        ("feed", 1, "part", 0, "n"): 25,
        ("feed", 1, "part", 1, "n"): 27,
        ("feed", 1, "part", 1, "inline", "b", 0, "c"): 28,
    }
    assert {path: lines.get(path) for path in expected} == expected


def test_a_missing_key_has_the_line_of_its_table() -> None:
    assert line_of(TEXT, ("feed", 1, "url")) == 16
    assert line_of(TEXT, ("nowhere",)) is None


def test_separators_inside_strings_are_no_new_lines() -> None:
    assert line_of('a = "x\u2028y"\nb = 1\n', ("b",)) == 2


names = st.text("abcdefghij", min_size=1, max_size=4)
scalars = st.one_of(st.integers(0, 99), st.sampled_from(['"text"', '"""\nlong\n"""', "[1,\n 2]", "true"]))


@given(st.dictionaries(names, st.dictionaries(names, scalars, max_size=4), max_size=4))
def test_every_key_is_found_on_the_line_where_it_was_written(tables: dict[str, dict[str, object]]) -> None:
    text = ""
    written: dict[tuple[str | int, ...], int] = {}
    for table, keys in tables.items():
        written[(table,)] = text.count("\n") + 1
        text += f"[{table}]\n"
        for key, value in keys.items():
            written[table, key] = text.count("\n") + 1
            text += f"{key} = {value}\n# a remark\n"
    tomllib.loads(text)
    assert {path: line_of(text, path) for path in written} == written
