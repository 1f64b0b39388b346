import pytest

from monitor.curate.headline_signs import COURT, court, signs
from monitor.curate.sketch_marks import marks_of, title_marks
from monitor.lang.residue import is_roundup


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("North fires two ballistic missiles", {"ballistic"}),
        ("북, 순항미사일 수 발 발사", {"cruise"}),
        ("朝军炮击西部海域", {"guns"}),
        ("El cohete puso en órbita un satélite", {"orbit"}),
        ("КНДР испытала ракетный двигатель", {"engine"}),
        ("Leader visits the satellite launch site", {"visit"}),
        ("正恩氏、衛星発射場を視察", {"visit"}),
        ("Brussels proposes a new round", {"proposed"}),
        ("Евросоюз утвердил новый пакет", {"adopted"}),
        ("Ferry crossings return in March", set()),
    ],
)
def test_a_headline_says_what_was_done(title: str, said: set[str]) -> None:
    assert {mark.value for mark in signs(title)} == said


def test_the_first_court_is_the_one_that_speaks() -> None:
    lead = "A federal appeals court put on hold what the Court of International Trade had ruled."
    assert [mark.value for mark in court("Surcharge stays for now", lead)] == ["appeals"]
    assert [mark.value for mark in court("Trade court rules on surcharge", lead)] == ["trade"]
    assert list(court("Ferries return", "The board met.")) == []
    assert COURT in {mark.kind for mark in marks_of("Surcharge stays", lead)}


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("欧盟第十八轮对俄制裁过关", "18"),
        ("第20次協議", "20"),
        ("第九十九号", "99"),
        ("EU, 제19차 패키지 합의", "19"),
        ("La UE aprueba el decimoctavo paquete", "18"),
        ("Принят восемнадцатый пакет санкций", "18"),
        ("الاتحاد يقر الحزمة التاسعة عشرة", "19"),
        ("Achtzehntes Sanktionspaket: 18. Sanktionspaket beschlossen", "18"),
        ("EU agrees nineteenth package", "19"),
    ],
)
def test_ordinals_are_one_in_every_language(title: str, number: str) -> None:
    assert ("ordinal", number) in {(mark.kind, mark.value) for mark in title_marks(title)}


def test_a_text_has_a_number_of_its_own() -> None:
    own = {mark[:2] for mark in marks_of("Licence narrowed", "General License 8M replaces General License 8L.")}
    assert ("own licence", "8M") in own
    assert ("own licence", "8L") not in own
    notice = marks_of("Notice", "word " * 200 + "[A-580-947] 2026-24117 Filed; 8:45 am]")
    assert {("own document", "2026-24117"), ("case", "A-580-947")} <= {mark[:2] for mark in notice}


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("Your morning briefing: rockets and rain", True),
        ("News roundup", True),
        ("오늘의 주요 뉴스", True),
        ("Дайджест за неделю", True),
        ("White House cancels morning briefing", False),
        ("Morning briefing by minister delayed", False),
    ],
)
def test_collections_are_known_by_their_headline(title: str, is_one: bool) -> None:
    assert is_roundup(title) is is_one
