"""Counts are kept for twenty times as long as they took."""

from monitor.publish.web.kept import MOST, Kept


class Hand:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_what_took_long_is_kept_a_while() -> None:
    hand, made = Hand(), list[float]()

    def slowly() -> int:
        hand.at += 0.1
        made.append(hand.at)
        return len(made)

    kept = Kept(hand)
    assert [kept.get("a", slowly), kept.get("a", slowly)] == [1, 1]
    hand.at += 1.9
    assert kept.get("a", slowly) == 1
    hand.at += 0.2
    assert kept.get("a", slowly) == 2
    assert kept.get("b", slowly) == 3


def test_what_took_no_time_is_never_stale() -> None:
    kept, hand = Kept(Hand()), iter(range(9))
    assert [kept.get("a", lambda: next(hand)) for _ in range(3)] == [0, 1, 2]


def test_it_does_not_grow_for_ever() -> None:
    kept = Kept(Hand())
    for number in range(MOST * 3):
        kept.get(number, lambda: number)  # noqa: B023 - called at once
    assert len(kept._values) <= MOST
