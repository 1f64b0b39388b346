from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from monitor.curate import sketch, story, story_terms
from monitor.curate.sketch_marks import marks_of
from monitor.model.judging import Center

START = datetime(2026, 11, 20, tzinfo=UTC)
QUAY = (
    "The harbour board of Kelder Point opened the second quay. Ines Toller cheered. "
    "Ferry crossings to Osk begin in March."
)
QUAY_2 = (
    "Ferry crossings from Kelder Point to Osk return in March now that a second quay is open, "
    "Ines Toller of the board said."
)
SLATE = (
    "Quarry owners want a duty on imported slate. The trade ministry in Varn weighs it, "
    "builders in Varn are against it."
)


class Told:
    """A stream of articles and the stories it makes."""

    def __init__(self, lang: str = "en") -> None:
        self.lang, self.n = lang, 0
        self.centers: dict[int, Center] = {}
        self.filed: dict[str, set[int]] = defaultdict(set)
        self.seen: Counter[str] = Counter()

    def under(self, terms: Sequence[str]) -> Mapping[str, Collection[int]]:
        return {term: self.filed[term] for term in terms}

    def center(self, number: int) -> Center:
        return self.centers[number]

    def tell(self, title: str, text: str, hours: float = 0.0) -> tuple[int, story.Joining]:
        self.n += 1
        bag = story_terms.bag(title, text, self.lang)
        self.seen.update(bag.terms)
        weighed = story_terms.weigh(bag, documents=self.n, frequency=lambda term: self.seen[term])
        words, numbers = frozenset(sketch.words(title)), frozenset(sketch.numbers(text))
        told = story.Told(self.n, START + timedelta(hours=hours), words, weighed, marks_of(title, text), numbers, title)
        joining = story.join(told, self, days=14)
        number = joining.story or self.n
        center = self.centers.get(number)
        self.centers[number] = story.grown(center, told) if center else story.opened(told, number, self.lang)
        for term in weighed.top:
            self.filed[term].add(number)
        return number, joining


def test_the_same_event_by_another_hand_joins() -> None:
    told = Told()
    first, _ = told.tell("Second quay opens at Kelder Point", QUAY)
    told.tell("Slate duty weighed in Varn", SLATE, 1)
    again, why = told.tell("Kelder Point quay opens, ferry to return", QUAY_2, 2)
    assert again == first
    assert why.why["terms"]


def test_another_event_opens_a_story() -> None:
    told = Told()
    told.tell("Second quay opens at Kelder Point", QUAY)
    _, joining = told.tell("Slate duty weighed in Varn", SLATE, 1)
    assert joining.story is None


def test_after_the_window_it_is_another_story() -> None:
    told = Told()
    told.tell("Second quay opens at Kelder Point", QUAY)
    _, joining = told.tell("Second quay opens at Kelder Point", QUAY, 15 * 24)
    assert joining.story is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("EU agrees 18th sanctions package against Ruvia", "EU agrees 19th sanctions package against Ruvia"),
        ("Varn puts 25% duty on slate", "Varn puts 50% duty on slate"),
        ("Office issues General License 8L", "Office issues General License 134C"),
    ],
)
def test_headlines_with_differing_marks_are_two_events(one: str, other: str) -> None:
    told = Told()
    first, _ = told.tell(one, f"{one}. {SLATE}")
    second, joining = told.tell(other, f"{other}. {SLATE}", 2)
    assert second != first
    assert joining.why["veto"]


def test_two_notices_on_one_day_are_two_events() -> None:
    told = Told()
    title = "Notice of OFAC Sanctions Actions"
    text = (
        "The office publishes the names of persons whose property is blocked. "
        "[FR Doc. {}; Filed 11-20-26] Acted on {}, {}."
    )
    first, _ = told.tell(title, text.format("2026-24001", "4 persons", "310 entries"))
    second, _ = told.tell(title, text.format("2026-24002", "9 persons", "512 entries"), 1)
    assert second != first


def test_a_follow_up_that_names_both_numbers_joins() -> None:
    told = Told()
    first, _ = told.tell("Varn puts 25% duty on slate", f"The duty is 25%. {SLATE}")
    again, _ = told.tell("Varn doubles slate duty to 50%", f"The duty was 25% until now and is 50%. {SLATE}", 3)
    assert again == first


def test_korean_stories_join() -> None:
    told = Told("ko")
    first, _ = told.tell(
        "켈더 항 제2부두 개장", "켈더 항만청이 제2부두를 열었다. 오스크 섬으로 가는 여객선은 3월에 다시 운항한다."
    )
    told.tell(
        "바른 정부, 수입 슬레이트 관세 검토", "바른 무역부가 수입 슬레이트에 관세를 매기는 방안을 검토하고 있다.", 1
    )
    again, _ = told.tell(
        "켈더 항 새 부두 문 열어", "오스크 섬 여객선이 3월 재운항한다. 켈더 항만청은 제2부두를 개장했다고 밝혔다.", 2
    )
    assert again == first


def test_the_centre_is_the_same_after_a_turn_in_the_database() -> None:
    told = Told()
    number, _ = told.tell("Second quay opens at Kelder Point", QUAY)
    center = told.centers[number]
    assert all(value == round(value, 5) for value in (*center.terms.values(), *center.names.values(), center.norm))
