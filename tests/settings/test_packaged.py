"""The packaged files are held to the code: every key stands there with its true default."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from monitor.lang.outlets import OutletBook
from monitor.model.options import Options
from monitor.settings import load, packaged
from monitor.settings.shapes import (
    BOUNDS,
    SECTIONS,
    AlertTable,
    DigestTable,
    FeedTable,
    OutletTable,
    PairTable,
    Shape,
    TopicTable,
)

CONFIG = packaged("config")
EXAMPLES = {
    ("fetch", "proxy"),
    ("fetch", "authorities"),
    ("web", "admin_password_file"),
    ("mail", "user"),
    ("mail", "password"),
    ("mail", "owner"),
}


def uncommented(name: str) -> str:
    return re.sub(
        r"^# (?=\[|[a-z_0-9]+ = |'''|title:)", "", (CONFIG / name).read_text(encoding="utf-8"), flags=re.MULTILINE
    )


def vars_of(bound: object) -> list[float]:
    return [getattr(bound, name) for name in ("ge", "le") if hasattr(bound, name)]


@pytest.mark.parametrize("section", SECTIONS)
def test_monitor_toml_says_every_key_with_its_default(section: str) -> None:
    said = tomllib.loads(uncommented("monitor.toml"))[section]
    defaults = {one.name: one.default for one in fields(SECTIONS[section])}
    assert set(said) == set(defaults)
    for key, value in said.items():
        if (section, key) not in EXAMPLES:
            assert (tuple(value) if isinstance(value, list) else value) == defaults[key], key


@pytest.mark.parametrize(("section", "key"), [(section, key) for section in BOUNDS for key in BOUNDS[section]])
def test_monitor_toml_says_the_bounds(section: str, key: str) -> None:
    text = (CONFIG / "monitor.toml").read_text(encoding="utf-8").split(f"[{section}]")[1]
    remark = text.split(f"# {key} = ")[0].splitlines()[-3:]
    low, high = (bound for part in BOUNDS[section][key].metadata for bound in vars_of(part))
    assert any(f"{low}–{high}" in line or "The same" in line for line in remark)


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("feeds.toml", FeedTable),
        ("feeds.toml", PairTable),
        ("outlets.toml", OutletTable),
        ("digests.toml", DigestTable),
        ("digests.toml", AlertTable),
        ("topics.toml", TopicTable),
    ],
)
def test_the_other_files_explain_every_key(name: str, shape: type[Shape]) -> None:
    head = (CONFIG / name).read_text(encoding="utf-8")
    for key in shape.model_fields:
        assert re.search(rf"^#   \[?{key}\b", head, flags=re.MULTILINE), key


def test_the_commented_examples_are_right(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    (folder / "topics.d").mkdir(parents=True)
    for name in ("feeds.toml", "digests.toml", "topics.toml"):
        text = uncommented(name).replace('"sohae", "sanctions", "tariffs"', '"export-controls"')
        (folder / name).write_text(text, encoding="utf-8")
    settings = load(folder, {})
    assert [digest.slug for digest in settings.digests] == ["morning"]
    assert [alert.slug for alert in settings.alerts] == ["sohae-now", "feeds"]
    assert [topic.slug for topic in settings.topics] == ["export-controls"]
    assert len(settings.feeds) > len(load(CONFIG, {}).feeds)


def test_nobody_is_mailed_by_default() -> None:
    assert not any(digest.recipients for digest in load(CONFIG, {}).digests)


def test_options_are_the_defaults_of_the_model() -> None:
    options = load(CONFIG, {}).options
    plain = Options(options.database_url)
    assert (options.fetch, options.poll, options.parse, options.judge, options.web) == (
        plain.fetch,
        plain.poll,
        plain.parse,
        plain.judge,
        plain.web,
    )


def test_no_name_or_host_belongs_to_two_outlets() -> None:
    outlets = load(CONFIG, {}).outlets
    names = [name.casefold() for outlet in outlets for name in {outlet.name, *outlet.aliases}]
    hosts = [host for outlet in outlets for host in outlet.hosts]
    assert sorted(set(names)) == sorted(names)
    assert sorted(set(hosts)) == sorted(hosts)


@pytest.mark.parametrize(
    ("host", "slug"),
    [("en.yna.co.kr", "yonhap"), ("ofac.treasury.gov", "ofac"), ("home.treasury.gov", "us-treasury"),
     ("beyondparallel.csis.org", "beyond-parallel"), ("www.csis.org", "csis")],
)  # fmt: skip
def test_hosts_find_their_outlet(host: str, slug: str) -> None:
    outlet = OutletBook(load(CONFIG, {}).outlets).by_host(host)
    assert outlet is not None
    assert outlet.slug == slug
