import time

from hypothesis import given
from hypothesis import strategies as st

from monitor.curate.revisions import ADDED, CHANGED, REMOVED, SAME, Run, changed_words, differences, words

OLD = "The quay may have opened.\nBoats come in March.\nNobody was hurt."
NEW = "The quay has opened.\nBoats come in March.\nTwo people were asked.\nNobody was hurt."


def test_paragraphs_first_then_words() -> None:
    found = differences(OLD, NEW)
    assert [one.kind for one in found] == [CHANGED, SAME, ADDED, SAME]
    assert found[0].runs == (
        Run(SAME, "The quay "), Run(REMOVED, "may have"), Run(ADDED, "has"), Run(SAME, " opened."),
    )  # fmt: skip
    assert changed_words(found) == (5, 2)


def test_chinese_is_compared_by_character() -> None:
    assert words("码头可能已完工", "码头已完工") == (Run(SAME, "码头"), Run(REMOVED, "可能"), Run(SAME, "已完工"))


def test_another_paragraph_is_no_changed_one() -> None:
    assert [one.kind for one in differences("Slate is dear.", "Ferries sail at nine o'clock.")] == [REMOVED, ADDED]


texts = st.lists(st.text("ab 가.", max_size=12), max_size=8).map("\n".join)


@given(texts, texts)
def test_both_texts_can_be_read_out_of_the_difference(old: str, new: str) -> None:
    found = differences(old, new)

    def told(but: str) -> list[str]:
        whole = ("".join(run.text for run in one.runs if run.kind != but) for one in found)
        return [text for text in whole if text]

    assert told(ADDED) == [line.strip() for line in old.split("\n") if line.strip()]
    assert told(REMOVED) == [line.strip() for line in new.split("\n") if line.strip()]


def test_a_hostile_text_is_compared_in_time() -> None:
    start = time.perf_counter()
    differences("a b " * 100_000, "b a " * 100_000)
    differences("\n".join("ab"[n % 2] for n in range(50_000)), "\n".join("ba"[n % 2] for n in range(50_000)))
    assert time.perf_counter() - start < 5
