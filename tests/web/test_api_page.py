"""docs/api.md says what is there."""

import re
from pathlib import Path

from monitor.publish.web.address import SHARED
from monitor.publish.web.site import PAGES

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text()


def test_every_page_with_data_is_named() -> None:
    named = re.sub(r"SLUG|ID|PERIOD", "X", TEXT)
    wanted = {re.sub(r"{\w+}", "X", path) for path in PAGES} - {"/help", "/me"}
    assert not [path for path in wanted if f"{path}.json" not in named]


def test_every_filter_is_explained() -> None:
    section = TEXT.partition("## Filters")[2].partition("## ")[0]
    assert not [name for name in SHARED if f"`{name}" not in section]
