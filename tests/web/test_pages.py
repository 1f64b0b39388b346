# ruff: noqa: E501 - rows of data
"""Every page, in each of its forms, on both databases."""

import csv
import io
import re

import httpx
import pytest
from pydantic import BaseModel
from starlette.applications import Starlette

from monitor.publish.web.api import SHAPES, document
from monitor.publish.web.site import PAGES

pytestmark = pytest.mark.anyio
EDITION = "/digests/morning/editions/20261123T0630Z"
LISTS = ("/", "/stories", "/articles", "/feeds", "/digests")


def addresses(numbers: dict[str, int]) -> dict[str, tuple[str, ...]]:
    """Each page with words that must be on it."""
    return {
        "/": ("Monday 23 November", "Coverage:", "▲×", "Newest stories", "西海衛星発射場", "1 origin, 2 outlets"),
        "/topics/sohae": ("3 stories today", "usual", "North Korea adds a seaport", "Coverage of this period", "so far"),
        "/topics/sohae?tab=articles&fold=0": ("reprint of", "Harbour Post"),
        "/topics/sohae?tab=outlets&bin=hour": ("First in", "North Watch"),
        "/topics/sohae?tab=terms&bin=week": ("launch station", "alone"),
        "/topics/sohae?tab=versions": ("v1", "tongchang*"),
        "/topics/sohae/first": ("who was first", "First for certain", "of two outlets or more", "perhaps"),
        "/topics/sohae/spikes": ("spikes", "Still learning", "No spike so far"),
        "/stories": ("Notice of OFAC Sanctions Actions",),
        f"/stories/{numbers['story:port']}": ("2 origins", "+2 reprints", "Headlines that changed (1)", "may have expanded",
                                              "서해위성발사장", "cites Haneul"),
        f"/articles/{numbers['port']}": ("Why you see this", "<mark", "Read at northwatch.example", "Related", "Same story",
                                         "Other languages", "+2 reprints", "Ines Varga"),
        "/articles": ("North Watch", "+2 reprints"),
        "/search?q=sohae": ("23 articles", "best first"),
        "/search?q=%EB%B6%80%EB%91%90": ("1 article", "북, 서해위성발사장에"),
        "/feeds": ("15 feeds", "7 healthy", "Sat 15:11", "about 12 min"),
        "/feeds/treasury": ("blocked", "403", "Poll now", "71 % of entries"),
        "/digests": ("Sohae morning", "daily 07:30 Europe/Vienna", "1 unknown: may have arrived"),
        "/digests/morning": ("Editions", "2 stories"),
        EDITION: ("2 stories from 6 articles", "Silence from these is not proof", "queued as 4F1A", "<iframe"),
        "/system": ("15 feeds", "to judge"),
        "/help": ("next, previous row", "median of the same weekday"),
        "/me": ("Nobody has to log in",),
    }  # fmt: skip


async def test_every_page_says_what_it_is_for(client: httpx.AsyncClient, numbers: dict[str, int]) -> None:
    for address, words in addresses(numbers).items():
        answer = await client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"].startswith("text/html")
        missing = [word for word in words if word not in answer.text]
        assert not missing, (address, missing)


async def test_every_page_has_a_twin(client: httpx.AsyncClient, numbers: dict[str, int]) -> None:
    for address in addresses(numbers):
        path, _, query = address.partition("?")
        answer = await client.get(f"{path}.json?{query}")
        assert answer.status_code == 200, address
        assert isinstance(answer.json(), dict)


@pytest.mark.parametrize("path", [path for path in SHAPES if path != "/digests"])
async def test_twins_have_the_shape_they_promise(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(f"{path}.json", params={"q": "sohae"} if path == "/search" else {})
    shape: type[BaseModel] = SHAPES[path]
    found = shape.model_validate(answer.json())
    assert found.model_dump(mode="json") == answer.json()


async def test_lists_are_also_csv_and_no_cell_begins_a_formula(client: httpx.AsyncClient) -> None:
    for path in LISTS:
        answer = await client.get(f"{path}.csv")
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert rows
        assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


async def test_every_local_link_leads_somewhere(client: httpx.AsyncClient, numbers: dict[str, int]) -> None:
    links: set[str] = set()
    for address in addresses(numbers):
        text = (await client.get(address)).text
        links |= {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', text)}
    broken = [link for link in sorted(links)[::3] if (await client.get(link)).status_code != 200]
    assert not broken


async def test_older_pages_follow_without_gap_or_double(client: httpx.AsyncClient) -> None:
    seen: list[int] = []
    after: str | None = ""
    while after is not None:
        page = (await client.get("/articles.json", params={"fold": "0", **({"after": after} if after else {})})).json()
        seen += [row["article"] for row in page["items"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) > 100


async def test_ranked_stories_page_too(client: httpx.AsyncClient) -> None:
    first = (await client.get("/topics/sanctions.json", params={"since": "60d"})).json()
    rest = (await client.get("/topics/sanctions.json", params={"since": "60d", "after": first["next"]})).json()
    told = [row["story"] for row in first["items"] + rest["items"]]
    assert len(told) == len(set(told)) > 25


async def test_filters_narrow_and_what_is_not_understood_is_named(client: httpx.AsyncClient) -> None:
    found = (await client.get("/articles.json?outlet=haneul&lang=ko&since=2026-11-23&until=2026-11-23")).json()["items"]
    assert [row["outlet"] for row in found] == ["haneul"]
    page = (await client.get("/articles?colour=blue&since=yesterdayish")).text
    assert "Not used: colour." in page
    assert "since=yesterdayish is not a time" in page


async def test_as_of_tells_what_was_known_then(client: httpx.AsyncClient, numbers: dict[str, int]) -> None:
    now = (await client.get("/articles.json?topic=sohae&fold=0")).json()["items"]
    then = (await client.get("/articles.json?topic=sohae&fold=0&as_of=2026-11-23T05:30Z")).json()["items"]
    assert numbers["port"] in [row["article"] for row in then]
    assert numbers["port-ko"] not in [row["article"] for row in then]
    assert numbers["port-ko"] in [row["article"] for row in now]
    story = (await client.get(f"/stories/{numbers['story:port']}.json?as_of=2026-11-23T05:30Z")).json()
    assert story["articles"] == 1


async def test_an_older_revision_can_be_read(client: httpx.AsyncClient, numbers: dict[str, int]) -> None:
    rows = (await client.get("/articles.json?outlet=pacific-ledger&topic=sohae")).json()["items"]
    page = (await client.get(f"/articles/{rows[0]['article']}?rev=0")).text
    assert "Pyongyang may have expanded" in page
    assert "This is an older revision" in page


async def test_marks_stand_at_the_stored_offsets(client: httpx.AsyncClient, numbers: dict[str, int]) -> None:
    data = (await client.get(f"/articles/{numbers['port-ko']}.json")).json()
    for topic in data["topics"]:
        for hit in topic["evidence"]:
            assert data[hit["field"]][hit["start"] : hit["end"]] == hit["term"]
    page = (await client.get(f"/articles/{numbers['port-ko']}")).text
    assert re.search(r"<mark[^>]*>서해위성발사장</mark>에 부두", page)


async def test_related_articles_are_no_reprints_and_never_twice(
    client: httpx.AsyncClient, numbers: dict[str, int]
) -> None:
    related = (await client.get(f"/articles/{numbers['port']}.json")).json()["related"]
    assert 0 < len(related) <= 8
    assert len({row["article"] for row in related}) == len(related)
    titles = [row["title"] for row in related if row["group"] == "story"]
    assert "Seaport rises at launch site, pictures show" not in titles
    assert [row["group"] for row in related][:2] == ["story", "story"]


async def test_a_query_that_cannot_be_read_says_where(client: httpx.AsyncClient) -> None:
    answer = await client.get("/search", params={"q": "sohae AND (port"})
    assert answer.status_code == 400
    assert "^" in answer.text
    assert 'role="alert"' in answer.text


async def test_errors_keep_the_frame(client: httpx.AsyncClient) -> None:
    for path in ("/nothing", "/articles/999999", "/articles/abc", "/topics/none", "/feeds/none", "/digests/none",
                 "/stories?after=rubbish", "/digests/morning/editions/soon"):  # fmt: skip
        answer = await client.get(path)
        assert answer.status_code in (400, 404), path
        assert 'class="rail"' in answer.text
        machine = await client.get(path.replace("?", ".json?") if "?" in path else f"{path}.json")
        assert set(machine.json()) == {"error", "status", "request"}


async def test_the_openapi_document_lists_every_twin(client: httpx.AsyncClient, app: Starlette) -> None:
    stated = (await client.get("/api/openapi.json")).json()
    assert stated == document(tuple(PAGES))
    assert set(stated["paths"]) == {f"{path}.json" for path in PAGES}


async def test_static_files_are_kept_for_ever_by_their_hash(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    address = re.findall(r'href="(/static/monitor.css[^"]*)"', page)[0]
    answer = await client.get(address)
    assert "immutable" in answer.headers["cache-control"]
    again = await client.get(address, headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/static/../site.py")).status_code == 404


async def test_new_stories_are_counted(client: httpx.AsyncClient, numbers: dict[str, int]) -> None:
    everything = (await client.get("/live/new?after=0")).json()["stories"]
    assert everything > (await client.get("/live/new?after=0&topic=sohae")).json()["stories"] > 0
    assert (await client.get(f"/live/new?after={10**9}")).json() == {"stories": 0}
