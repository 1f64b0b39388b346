from collections.abc import Callable, Mapping
from datetime import time
from pathlib import Path

import pytest

from monitor.errors import ConfigurationError, Problem
from monitor.model.digest import Order, Tongue
from monitor.model.options import Options
from monitor.settings import Settings, load, packaged

Write = Callable[..., Path]
TOPIC = 'slug = "t"\nname = "T"\nquery = "tariff*"\n'


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(**files: str) -> Path:
        folder = tmp_path / "config"
        (folder / "topics.d").mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / (name.replace("topics__d__", "topics.d/") + ".toml")).write_text(text, encoding="utf-8")
        return folder

    return make


def problems(folder: Path, environ: Mapping[str, str] | None = None) -> list[Problem]:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, environ or {})
    assert caught.value.exit_code == 78
    return list(caught.value.problems)


def places(found: list[Problem]) -> set[tuple[str, int | None, str | None]]:
    return {(Path(one.file or "").name, one.line, one.key) for one in found}


def test_without_a_folder_the_packaged_defaults_apply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load(None, {})
    assert settings.options.database_url == f"sqlite:///{tmp_path}/data/monitor.db"
    assert settings.feeds
    assert len(settings.outlets) >= 150
    assert all(path.is_relative_to(packaged("config")) for path in settings.files)


def test_a_file_that_the_folder_lacks_is_the_packaged_one(write: Write) -> None:
    settings = load(write(feeds='[[feed]]\nslug = "a"\nurl = "http://a.example/"\n', digests=""), {})
    assert [feed.slug for feed in settings.feeds] == ["a"]
    assert len(settings.outlets) >= 150
    assert settings.topics == ()  # topics.d is there, and empty


def test_the_folder_can_come_from_the_environment(write: Write) -> None:
    folder = write(feeds="")
    assert load(None, {"MONITOR_CONFIG": str(folder)}).folder == folder
    assert load(folder, {"MONITOR_CONFIG": "/nowhere"}).folder == folder


def test_a_folder_that_is_not_there_is_said_with_the_mend(tmp_path: Path) -> None:
    assert "monitor init" in problems(tmp_path / "none")[0].message


def test_everything_declared_arrives_in_the_model(write: Write) -> None:
    settings = load(
        write(
            monitor='[web]\nport = 9000\nzone = "Asia/Seoul"\n[fetch]\nallow = ["127.0.0.1:80"]\n[poll]\ntick_s = 1\n',
            feeds='[[feed]]\nslug = "a"\nurl = "https://a.example/f"\noutlet = "o"\n'
            'interval_s = 600\nheaders = {X = "y"}\n',
            outlets='[[outlet]]\nslug = "o"\nname = "O"\nkind = "wire"\nhosts = ["o.example"]\n',
            topics=f'[[topic]]\n{TOPIC}[topic.aliases]\ng = ["one", "two"]\n',
            topics__d__pack=TOPIC.replace('"t"', '"pack"'),
            digests='[[digest]]\nslug = "d"\nname = "D"\ntopics = ["t", "pack"]\nat = "6:05"\ndays = ["mon", "sun"]\n',
        ),
        {},
    )
    assert (settings.options.web.port, settings.options.web.zone) == (9000, "Asia/Seoul")
    assert settings.options.fetch.allow == ("127.0.0.1:80",)
    assert settings.options.poll.tick_s == 1.0
    assert settings.feeds[0].headers == {"X": "y"}
    assert settings.outlets[0].hosts == ("o.example",)
    assert [topic.slug for topic in settings.topics] == ["t", "pack"]
    assert settings.topics[0].aliases == (("g", ("one", "two")),)
    assert (settings.digests[0].at, settings.digests[0].days) == (time(6, 5), (0, 6))


def test_a_digest_may_be_a_search_with_groups_several_times_a_day(write: Write) -> None:
    said = 'query = "@g AND pier"\nat = ["17:00", "7:30"]\norder = "newest"\nlanguages = ["ko"]\nlanguage = "de"\n'
    groups = f'[[topic]]\n{TOPIC}[topic.aliases]\ng = ["one", "two"]\n'
    (digest,) = load(write(topics=groups, digests=f'[[digest]]\nslug = "d"\nname = "D"\n{said}'), {}).digests
    assert (digest.topics, digest.query, digest.aliases) == ((), "@g AND pier", (("g", ("one", "two")),))
    assert digest.times == (time(7, 30), time(17))
    assert (digest.order, digest.languages, digest.language) == (Order.NEWEST, ("ko",), Tongue.DE)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("", "digest.topics"),
        ('query = "pier AND ("', "digest.query"),
        ('query = "@nobody"', "digest.query"),
        ('topics = ["t"]\nquery = "pier"', "digest.query"),
        ('query = "pier"\nat = []', "digest.at"),
        ('query = "pier"\nat = ["7:30", "25:00"]', "digest.at"),
        ('query = "pier"\norder = "best"', "digest.order"),
        ('query = "pier"\nlanguage = "tlh"', "digest.language"),
        ('query = "pier"\nrecipients = ["A <a@example.org>"]', "digest.recipients"),
        ('query = "pier"\nrecipients = ["../../etc/passwd@example.org"]', "digest.recipients"),
        ('query = "pier"\nrecipients = ["jürgen@exämple.org"]', "digest.recipients"),
    ],
)
def test_what_a_digest_can_not_be(write: Write, line: str, key: str) -> None:
    found = problems(write(topics__d__t=TOPIC, digests=f'[[digest]]\nslug = "d"\nname = "D"\n{line}\n'))
    assert [one.key for one in found] == [key]


def test_a_domain_may_be_in_any_script_and_a_name_is_one_line(write: Write) -> None:
    text = '[[digest]]\nslug = "d"\nname = "{}"\nquery = "pier"\nrecipients = ["j.o+x@exämple.org", "root@localhost"]\n'
    assert load(write(topics__d__t=TOPIC, digests=text.format("Ähren")), {}).digests[0].name == "Ähren"
    (found,) = problems(write(topics__d__t=TOPIC, digests=text.format("A\\nB")))
    assert (found.key, found.line) == ("digest.name", 3)


def test_every_error_at_once_with_file_line_and_key(write: Write) -> None:
    found = problems(
        write(
            monitor='[web]\nport = "x"\nprot = 1\nzone = "Europe/Berln"\nauth = "never"\n[webb]\n',
            feeds='[[feed]]\nslug = "A b"\n\n[[feed]]\nurl = "ftp://x"\nslug = "a"\ninterval_s = 1\n',
            outlets='[[outlet]]\nslug = "o"\nname = ""\nkind = "blog"\ncountry = "Korea"\nhosts = ["O.example"]\n',
            digests='[[digest]]\nslug = "m"\nname = "M"\ntopics = []\nat = "25:00"\n'
            'days = ["monday"]\nrecipients = ["a b"]\n',
            topics='[[topic]]\nslug = "t"\nname = "T"\n',
        )
    )
    assert places(found) == {
        ("monitor.toml", 2, "web.port"),
        ("monitor.toml", 3, "web.prot"),
        ("monitor.toml", 4, "web.zone"),
        ("monitor.toml", 5, "web.auth"),
        ("monitor.toml", 6, "webb"),
        ("feeds.toml", 1, "feed.url"),
        ("feeds.toml", 2, "feed.slug"),
        ("feeds.toml", 5, "feed.url"),
        ("feeds.toml", 7, "feed.interval_s"),
        ("outlets.toml", 3, "outlet.name"),
        ("outlets.toml", 4, "outlet.kind"),
        ("outlets.toml", 5, "outlet.country"),
        ("outlets.toml", 6, "outlet.hosts"),
        ("digests.toml", 4, "digest.topics"),
        ("digests.toml", 5, "digest.at"),
        ("digests.toml", 6, "digest.days"),
        ("digests.toml", 7, "digest.recipients"),
        ("topics.toml", 1, "topic.query"),
    }
    assert "did you mean port?" in str(found[2]) + str(found[1]) + str(found[3])


def test_what_is_no_toml_is_said_with_its_line(write: Write) -> None:
    found = problems(write(feeds='[[feed]]\nslug = "a\n', outlets="x = \n"))
    assert {(Path(one.file or "").name, one.line) for one in found} == {("feeds.toml", 2), ("outlets.toml", 1)}


def test_a_file_that_is_not_utf8_is_said(write: Write) -> None:
    folder = write()
    (folder / "feeds.toml").write_bytes(b"# ok\n# \xff\n")
    assert places(problems(folder)) == {("feeds.toml", 2, None)}


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"feeds": '[[feed]]\nslug = "a"\nurl = "http://a/"\n' * 2}, ("feeds.toml", 5, "feed.slug")),
        (
            {"feeds": '[[feed]]\nslug = "a"\nurl = "http://a/"\n[[feed]]\nslug = "b"\nurl = "http://a/"\n'},
            ("feeds.toml", 6, "feed.url"),
        ),
        ({"feeds": '[[feed]]\nslug = "a"\nurl = "http://a/"\noutlet = "nobody"\n'}, ("feeds.toml", 4, "feed.outlet")),
        ({"topics": f"[[topic]]\n{TOPIC}", "topics__d__x": TOPIC}, ("x.toml", 1, "slug")),
        (
            {
                "topics__d__x": TOPIC,
                "digests": '[[digest]]\nslug = "d"\nname = "D"\ntopics = ["t"]\nat = "07:00"\nevery_hours = 2\n',
            },
            ("digests.toml", 5, "digest.at"),
        ),
        ({"monitor": "[poll]\nfloor_s = 900\ncap_s = 600\n"}, ("monitor.toml", 2, "poll.floor_s")),
    ],
)
def test_what_does_not_fit_together_is_said(write: Write, files: dict[str, str], place: tuple[str, int, str]) -> None:
    assert place in places(problems(write(**files)))


def test_a_topic_that_no_file_has_is_asked_of_the_database(write: Write) -> None:
    settings = load(write(topics__d__x=TOPIC, digests='[[digest]]\nslug = "d"\nname = "D"\ntopics = ["t", "tt"]\n'), {})
    ((slug, problem),) = settings.strange
    assert (slug, problem.line, problem.key) == ("tt", 4, "digest.topics")
    assert "did you mean t?" in problem.message
    assert "nor was one made in the dashboard" in problem.message


def test_a_second_slug_names_the_place_of_the_first(write: Write) -> None:
    found = problems(write(feeds='[[feed]]\nslug = "a"\nurl = "http://a/"\n[[feed]]\nslug = "a"\nurl = "http://b/"\n'))
    assert "feeds.toml:1" in found[0].message


def test_a_query_that_cannot_be_read_is_said_on_its_own_line(write: Write) -> None:
    pack = 'slug = "t"\nname = "T"\nquery = """\ntariff* OR\n(duty AND )\n"""\n'
    found = problems(write(topics__d__pack=pack))
    assert places(found) == {("pack.toml", 5, "query")}


def test_a_broken_file_does_not_accuse_the_others(write: Write) -> None:
    found = problems(write(outlets="[[outlet]]\n", feeds='[[feed]]\nslug = "a"\nurl = "http://a/"\noutlet = "ap"\n'))
    assert {Path(one.file or "").name for one in found} == {"outlets.toml"}


def test_what_was_declared_remembers_its_place(write: Write) -> None:
    settings = load(write(feeds='\n\n[[feed]]\nslug = "a"\nurl = "http://a/"\n'), {})
    problem = settings.problem("feed", "a", "is in the database too")
    assert (Path(problem.file or "").name, problem.line) == ("feeds.toml", 4)
    assert settings.problem("feed", "b", "x").file is None


def test_settings_do_not_change(write: Write) -> None:
    settings = load(write(), {})
    assert isinstance(settings, Settings)
    assert isinstance(settings.options, Options)
    with pytest.raises(AttributeError):
        settings.folder = Path("/")  # type: ignore[misc]
