"""Topics in a form and back; what cannot be read is told with its place; and as a file of the configuration."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.topic import TopicSpec
from monitor.publish import drafting
from monitor.publish.drafting import Draft, Trouble
from monitor.publish.topic_toml import to_toml
from tests.topics.packs import spec_of

WHOLE = TopicSpec(
    "quays", "Quays", "@quay NEAR/5\n  (build* OR 부두)", (("quay", ("quay*", "pier", "=BERTH")), ("idle", ("x, y",))),
    ("pier review",), ("Quay builds", "article:7"), ("Pier review builds",), "what is built", "high",
)  # fmt: skip
PLAIN = Draft(name="Quays", query="quay*")


def read_back(text: str) -> TopicSpec:
    table = tomllib.loads(text)
    return replace(spec_of(table), spikes=table.get("spikes", "normal"))


def trouble(draft: Draft, **known: object) -> Trouble:
    found = drafting.read(draft, **known)  # type: ignore[arg-type]
    assert found.spec is None
    (one,) = found.troubles
    return one


def test_a_topic_survives_the_form() -> None:
    draft = drafting.written(WHOLE)
    assert draft.groups == "@quay:\nquay*\npier\n=BERTH\n\n@idle:\nx, y"
    found = drafting.read(draft)
    assert (found.spec, found.troubles) == (WHOLE, ())
    sent = {name: getattr(draft, name).replace("\n", "\r\n") for name in Draft.__dataclass_fields__}
    assert drafting.typed(sent) == draft


def test_what_the_form_does_not_show_stays() -> None:
    base = replace(WHOLE, slug="kept")
    found = drafting.read(drafting.written(replace(WHOLE, name="Quays and piers")), base)
    assert found.spec == replace(base, name="Quays and piers")


def test_a_short_name_is_made_of_the_name() -> None:
    found = drafting.read(replace(PLAIN, name="Quays & piers, 2026"))
    assert found.spec is not None
    assert found.spec.slug == "quays-piers-2026"
    assert found.said == "words beginning with “quay”"
    assert trouble(replace(PLAIN, name="부두")).field == "slug"
    assert trouble(replace(PLAIN, slug="New Quays")).hint == "Perhaps new-quays"
    assert "address of its own" in trouble(replace(PLAIN, slug="new")).message
    assert trouble(replace(PLAIN, name="")).field == "name"


def test_the_place_in_a_query() -> None:
    found = trouble(replace(PLAIN, query="quay*\nOR pier OR OR berth"))
    assert (found.field, found.line, found.column) == ("query", 2, 12)
    assert found.drawing == "OR pier OR OR berth\n           ^"
    assert trouble(replace(PLAIN, query="NOT quay")).message.startswith("Nothing but exclusions")
    assert "did you mean @quay" in trouble(replace(PLAIN, query="@quai", groups="@quay\npier")).message


def test_the_place_in_a_list() -> None:
    found = trouble(replace(PLAIN, groups="@quay\npier\n\n  *berth", query="@quay"))
    assert (found.field, found.line) == ("groups", 4)
    assert trouble(replace(PLAIN, groups="pier")).line == 1
    assert "has no term" in trouble(replace(PLAIN, groups="@quay:\n@pier:\npier")).message
    assert "line 1 already" in trouble(replace(PLAIN, groups="@quay\npier\n\n@quay\nberth")).message
    assert trouble(replace(PLAIN, decoys="quay\n—")).line == 2
    twice = trouble(replace(PLAIN, must_match="A quay", must_not_match="A  quay"))
    assert (twice.field, twice.message) == ("must_not_match", "“A quay” stands in must match too.")


def test_groups_on_one_line_groups_of_groups_and_shared_ones() -> None:
    shared = {"port": ("port", "@harbour"), "harbour": ("harbour",), "idle": ("x",)}
    draft = replace(PLAIN, groups="@quay: quay*, =BERTH\n\n@all\n@quay\n@port", query="@all")
    found = drafting.read(draft, None, shared)
    assert found.spec is not None, found.troubles
    own = ("quay", ("quay*", "=BERTH")), ("all", ("@quay", "@port"))
    assert found.spec.aliases[:2] == own
    assert dict(found.spec.aliases[2:]) == {"port": shared["port"], "harbour": shared["harbour"]}
    assert "@port" not in drafting.written(found.spec).groups.replace("\n@port", "")
    again = drafting.read(drafting.written(found.spec), found.spec, {})
    assert again.spec == found.spec
    changed = drafting.read(drafting.written(found.spec), found.spec, {**shared, "port": ("ports",)})
    assert changed.spec is not None
    assert dict(changed.spec.aliases)["port"] == ("ports",)


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(query: str, groups: str, decoys: str) -> None:
    draft = drafting.typed({"name": "N", "query": query, "groups": groups, "decoys": decoys, "spikes": "normal"})
    found = drafting.read(draft)
    assert (found.spec is None) == bool(found.troubles)
    if found.spec is not None:
        assert drafting.read(drafting.written(found.spec)).spec == found.spec
        assert read_back(to_toml(found.spec)) == found.spec


@pytest.mark.parametrize("spec", [WHOLE, replace(WHOLE, note="it's '''odd'''\nand\x07 \"quoted\"", query='"a b"')])
def test_a_file_says_the_same(spec: TopicSpec) -> None:
    assert read_back(to_toml(spec)) == spec
