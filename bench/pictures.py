"""Pictures of a running dashboard: `python -m bench.pictures URL FOLDER`. Light, dark, and 390 px wide, by Debian's
Chromium through playwright. The pages are found from the server's own twins, so any newsroom will do."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.request import urlopen

CHROMIUM = "/usr/bin/chromium"
WIDE, PHONE = (1280, 800), (390, 844)


@dataclass(frozen=True, slots=True)
class View:
    """How a page is looked at."""

    name: str
    size: tuple[int, int]
    scheme: Literal["light", "dark"]


VIEWS = (
    View("light", WIDE, "light"),
    View("dark", WIDE, "dark"),
    View("390", PHONE, "light"),
    View("390-dark", PHONE, "dark"),
)


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="address of a running dashboard, without a login")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--whole", action="store_true", help="whole pages, not only the first screen")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for line in take(asked.url.rstrip("/"), asked.folder, whole=asked.whole):
        sys.stdout.write(f"{line}\n")


def take(url: str, folder: Path, *, whole: bool = False) -> Iterator[str]:
    """One picture for each page and view; gives their paths, and what the console said."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - heavy

    pages = dict(addresses(url))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for view in VIEWS:
            width, height = view.size
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=view.scheme, device_scale_factor=1
            )
            page = context.new_page()
            page.on("console", complain)
            for name, path in pages.items():
                page.goto(url + path, wait_until="load")
                target = folder / f"{name}-{view.name}.png"
                page.screenshot(path=target, full_page=whole)
                yield str(target)
            context.close()
        browser.close()


def complain(message: Any) -> None:
    """Say what the console said."""
    sys.stderr.write(f"console: {message.text}\n")


def addresses(url: str) -> Iterator[tuple[str, str]]:
    """The pages worth a picture, by name; what the newsroom has not is left out."""
    yield "overview", "/"
    told = twin(url, "/")
    for topic in told["topics"][:1]:
        yield "topic", f"/topics/{topic['topic']}"
        yield "search", f"/search?q={topic['topic']}"
    listed = twin(url, "/stories", "?limit=100")["items"]
    story = max(listed, key=lambda row: (row["origins"], row["articles"]), default=None)
    if story:
        yield "story", f"/stories/{story['story']}"
        yield "article", f"/articles/{story['lead']}"
    yield "feeds", "/feeds"
    trouble = told["coverage"]["trouble"]
    if trouble:
        yield "feed", f"/feeds/{trouble[0]['feed']}"
    yield from editions(url)
    yield "system", "/system"


def editions(url: str) -> Iterator[tuple[str, str]]:
    """The newest edition of the first digest that has one."""
    for digest in twin(url, "/digests")["items"]:
        if digest["last"]:
            period = digest["last"]["period"].replace("-", "").replace(":", "")
            yield "edition", f"/digests/{digest['digest']}/editions/{period[:13]}Z"
            return


def twin(url: str, path: str, query: str = "") -> dict[str, Any]:
    """The JSON of a page."""
    with urlopen(f"{url}{path}.json{query}", timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


if __name__ == "__main__":
    main()
