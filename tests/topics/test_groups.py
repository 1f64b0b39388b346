"""Groups that are defined once and used by many topics: where they are declared, who uses them, what a change does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.curate.match import TopicBook
from monitor.curate.trial import census
from monitor.errors import ConfigurationError, Problem
from monitor.lang.groups import named_in, users, with_groups
from monitor.model.topic import Document, TopicSpec
from monitor.settings import Settings, load
from monitor.store import topic_groups, topics
from monitor.store.database import Database
from tests.store import make

Write = Callable[..., Path]
PACK = 'slug = "{slug}"\nname = "N"\nquery = "{query}"\n'
SHARED = '[aliases]\ndprk = ["north korea*", "북한"]\nkorea = ["@dprk", "seoul"]\n'


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes the files of topics.d/ (and topics.toml, as `topics`) of a configuration folder."""

    def do(**files: str) -> Path:
        folder = tmp_path / "config"
        (folder / "topics.d").mkdir(parents=True, exist_ok=True)
        for name in ("feeds", "digests"):
            (folder / f"{name}.toml").touch()
        for name, text in files.items():
            place = folder / "topics.toml" if name == "topics" else folder / "topics.d" / f"{name}.toml"
            place.write_text(text, "utf-8")
        return folder

    return do


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, {})
    return list(caught.value.problems)


def specs(settings: Settings) -> dict[str, TopicSpec]:
    return {spec.slug: spec for spec in settings.topics}


def test_a_shared_group_is_used_by_many_topics(write: Write) -> None:
    settings = load(
        write(
            _shared=SHARED,
            a=PACK.format(slug="a", query="@dprk rocket"),
            b=PACK.format(slug="b", query="title:(@korea)"),
            c=PACK.format(slug="c", query="rocket"),
        ),
        {},
    )
    found = specs(settings)
    assert (found["a"].shared, found["b"].shared, found["c"].shared) == (("dprk",), ("korea", "dprk"), ())
    assert users(settings.topics, "dprk") == ["a", "b"]
    assert settings.groups["dprk"] == ("north korea*", "북한")
    book = TopicBook(settings.topics)
    assert [match.topic for match in book.match(Document("북한, a rocket"))] == ["a", "b", "c"]


def test_topics_toml_may_share_groups_too(write: Write) -> None:
    topic = '[[topic]]\nslug = "a"\nname = "N"\nquery = "@dprk"\n'
    assert specs(load(write(topics=topic + SHARED), {}))["a"].shared == ("dprk",)


def test_a_group_of_its_own_must_not_have_the_name_of_a_shared_one(write: Write) -> None:
    pack = PACK.format(slug="a", query="@dprk") + '[aliases]\ndprk = ["kim"]\n'
    (problem,) = problems(write(_shared=SHARED, a=pack))
    assert "a: @dprk is a shared group already, at" in problem.message
    assert "_shared.toml:2" in problem.message
    assert (Path(problem.file or "").name, problem.line) == ("a.toml", 5)


def test_a_shared_group_is_defined_once(write: Write) -> None:
    (problem,) = problems(write(_one=SHARED, _two='[aliases]\ndprk = ["kim"]\n'))
    assert "the group @dprk is defined at" in problem.message
    assert "_one.toml:2" in problem.message
    assert (Path(problem.file or "").name, problem.line) == ("_two.toml", 2)


def test_shared_groups_are_read_though_nobody_uses_them(write: Write) -> None:
    found = problems(write(_shared='[aliases]\na = ["fine",\n  "*bad"]\nb = ["@c"]\nc = ["@b"]\n"no name" = ["x"]\n'))
    assert {"must be a name of letters, digits, _ and -, to be written @like_this in a query"} == {
        one.message for one in found
    }
    found = problems(write(_shared='[aliases]\na = ["fine",\n  "*bad"]\nb = ["@c"]\nc = ["@b"]\n'))
    said = {(one.line, one.message.split(":")[0]) for one in found}
    assert (3, "the group @a") in said
    assert (4, "the group @b holds itself") in said


def test_a_broken_query_is_pointed_at_with_its_column(write: Write) -> None:
    pack = 'slug = "a"\nname = "N"\nquery = """\ntariff* OR\n  (duty AND )\n"""\n'
    (problem,) = problems(write(a=pack))
    assert (problem.line, problem.column) == (5, 13)
    assert str(problem).endswith("\n      (duty AND )\n                ^")
    (problem,) = problems(write(a=PACK.format(slug="a", query="duty @nothing")))
    assert (problem.line, problem.column) == (3, 15)
    assert f"{problem.file}:3:15: query: a: there is no group @nothing" in str(problem)


def test_a_suggestion_names_a_shared_group(write: Write) -> None:
    (problem,) = problems(write(_shared=SHARED, a=PACK.format(slug="a", query="@dprc")))
    assert "did you mean @dprk?" in problem.message


def test_terms_of_groups_and_decoys_have_their_own_line(write: Write) -> None:
    pack = (
        PACK.format(slug="a", query="duty @g") + 'decoys = [\n  "on duty",\n  "?!",\n]\n[aliases]\ng = ["x",\n "*y"]\n'
    )
    found = problems(write(a=pack))
    assert [(one.line, one.key) for one in found] == [(10, "aliases.g"), (6, "decoys")]


def test_a_decoy_that_holds_every_hit_is_refused(write: Write) -> None:
    (problem,) = problems(write(a=PACK.format(slug="a", query="tariffs") + 'decoys = ["tariff*"]\n'))
    assert "the query can match nothing: the decoy “tariff*” holds every “tariffs”" in problem.message
    assert load(write(a=PACK.format(slug="a", query="tariff*") + 'decoys = ["tariff"]\n'), {}).topics


def test_names_in_a_query() -> None:
    query = '@a title:@b (@c OR "@no") re:/@no/ x@no “@no” ＠d'
    assert named_in(query) == ("a", "b", "c", "d")


def test_a_group_that_is_shared_no_longer_stays_as_it_was() -> None:
    spec = with_groups(TopicSpec("t", "T", "@g x", aliases=(("own", ("o",)),)), {"g": ("one",), "other": ("two",)})
    assert spec.aliases == (("own", ("o",)), ("g", ("one",)))
    assert with_groups(spec, {}) == spec
    assert with_groups(spec, {"g": ("new",)}).aliases == (("own", ("o",)), ("g", ("new",)))


def test_a_changed_group_makes_new_versions(database: Database) -> None:
    def versions() -> dict[str, int]:
        return {spec.slug: version for spec, version, _ in topics.current(database)}

    def declare(*terms: str) -> list[str]:
        groups = {"g": terms}
        config = [with_groups(TopicSpec("c", "C", "@g"), groups), TopicSpec("plain", "P", "x")]
        topics.declare(database, config, managed_by="config", now=make.NOW)
        return database.run(lambda conn: topic_groups.renew_in(conn, groups, now=make.NOW))

    topics.declare(database, [with_groups(TopicSpec("a", "A", "@g"), {"g": ("one",)})], managed_by="app", now=make.NOW)
    assert declare("one") == []
    assert versions() == {"a": 1, "c": 1, "plain": 1}
    assert declare("one", "two") == ["a"]
    assert versions() == {"a": 2, "c": 2, "plain": 1}
    assert declare("one", "two") == []


def test_a_term_in_quotes_that_begins_with_at_names_no_group() -> None:
    spec = TopicSpec("a", "A", "@mail AND korea", (("mail", ('"@nope"', '="@Desk"')),), must_match=("nope korea",))
    counted = census(TopicBook([spec]), spec)
    assert counted.terms == 3
    assert counted.untried == ('="@Desk"',)
