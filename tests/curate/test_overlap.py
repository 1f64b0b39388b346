import time

from hypothesis import given
from hypothesis import strategies as st

from monitor.curate.overlap import overlap

FIRST = "The quay at Kelder Point was finished in November, and boats are expected from March on."
OTHER = f"Editors add: THE QUAY AT KELDER POINT WAS FINISHED in November; {FIRST[60:]} More on page four."
KOREAN = "국가정보원은 서해위성발사장 인근 해안에서 부두 공사가 마무리 단계에 들어갔다고 밝혔다"


def test_a_passage_is_found_in_both_whatever_its_case() -> None:
    found = overlap(FIRST, OTHER)
    passage = found.passages[0]
    assert FIRST[passage.start : passage.end].startswith("The quay at Kelder Point was finished in November")
    assert OTHER[passage.other_start : passage.other_end].startswith("THE QUAY")
    assert 0.8 < found.share < 1.0  # an "and" is missing
    assert 0.6 < found.other_share < 1.0


def test_texts_that_share_nothing_have_no_passage() -> None:
    assert overlap(FIRST, "Slate is weighed in Varn before winter comes.") == ((), 0.0, 0.0)
    assert overlap("", FIRST).passages == ()


def test_korean_is_compared_by_character() -> None:
    found = overlap(KOREAN, f"속보: {KOREAN[5:30]} 라고 전했다")
    assert KOREAN[found.passages[0].start : found.passages[0].end] == KOREAN[5:30].strip()


words = st.lists(st.sampled_from(["quay", "Kelder", "the", "a", "boats", "가", "港"]), max_size=60).map(" ".join)


@given(words, words)
def test_what_is_marked_is_the_same_in_both_and_nothing_twice(text: str, other: str) -> None:
    found = overlap(text, other)
    end = 0
    for one in found.passages:
        assert text[one.start : one.end].casefold().split() == other[one.other_start : one.other_end].casefold().split()
        assert one.start >= end
        end = one.end
    assert 0 <= found.share <= 1
    assert 0 <= found.other_share <= 1


def test_a_hostile_text_is_compared_in_time() -> None:
    start = time.perf_counter()
    overlap("a " * 50_000, "a " * 50_000)
    overlap("a b " * 50_000, "a b a " * 50_000)
    assert time.perf_counter() - start < 2
