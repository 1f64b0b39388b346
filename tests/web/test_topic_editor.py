"""The pages on which topics are made: edited, tried, saved, compared, retired, matched again; on both databases."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from monitor.model.options import WebOptions
from monitor.model.topic import TopicSpec
from monitor.publish.retagging import Retagger
from monitor.publish.web import site
from monitor.publish.web.passwords import hashed
from monitor.store import people, retags, topics
from monitor.store.database import Database
from tests.builders.newsroom import NOW
from tests.web.conftest import OPTIONS, Still
from tests.web.test_security import csrf_in

pytestmark = pytest.mark.anyio
HARBOURS = {"name": "Harbours", "query": "harbour", "must_match": "Harbour grows", "must_not_match": "Port wine"}


async def send(client: httpx.AsyncClient, path: str, page: str = "", **fields: str) -> httpx.Response:
    """Send the form of a page, as it stands there but for these fields."""
    shown = (await client.get(page or path)).text
    return await client.post(path, data={"csrf": csrf_in(shown), **fields})


async def saved(client: httpx.AsyncClient, path: str = "/topics/new", **fields: str) -> str:
    """Save, and what the next page says."""
    sent = await send(client, path, do="save", **fields)
    assert sent.status_code == 303, sent.text
    return " ".join((await client.get(sent.headers["location"])).text.split())


async def data(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.get(f"{path}.json")).json()
    return answer


async def test_a_topic_is_made_edited_and_compared(acting: httpx.AsyncClient, database: Database) -> None:
    said = await saved(acting, **HARBOURS, base="0", archive="all", why="for the desk")
    assert "Saved as version 1. It matches what comes from now on; everything will be matched again." in said
    assert "made here" in said
    Retagger(database, lambda: NOW).step()
    assert (await data(acting, "/topics/harbours"))["retag"]["outcome"] == "done"
    said = await saved(
        acting, "/topics/harbours/edit", **(HARBOURS | {"query": "harbour OR quay"}), base="1", archive=""
    )
    assert "Saved as version 2." in said
    lines = (await data(acting, "/topics"))["items"]
    mine = next(line for line in lines if line["topic"] == "harbours")
    assert (mine["version"], mine["managed_by"], mine["author"], mine["tests"]) == (2, "app", "local", 2)
    assert mine["matches"] == mine["of_older_versions"] > 0
    change = await data(acting, "/topics/harbours/versions/2")
    assert change["with"] == 1
    assert change["changes"] == [
        {
            "field": "query",
            "label": "Query",
            "runs": [["same", "harbour"], ["added", " OR quay"]],
            "added": [],
            "removed": [],
        }
    ]
    first = (await acting.get("/topics/harbours/versions/1")).text
    assert "Edit from this version" in first
    assert "for the desk" in first
    assert 'rows="4"' in (back := (await acting.get("/topics/harbours/edit?version=1")).text)
    assert "harbour OR quay" not in back
    assert "Nothing was changed" in await saved(
        acting, "/topics/harbours/edit", **(HARBOURS | {"query": "harbour OR quay"}), base="2", archive=""
    )


async def test_a_back_test_on_the_page_before_anything_is_saved(acting: httpx.AsyncClient, database: Database) -> None:
    await saved(acting, **HARBOURS, base="0", archive="all")
    Retagger(database, lambda: NOW).step()
    fields = HARBOURS | {"query": "sohae AND quay*\nOR harbour NOT 36", "base": "1"}
    tried = await send(acting, "/topics/harbours/edit", do="run", window="30d", **fields)
    assert tried.status_code == 200
    page = " ".join(tried.text.split())
    assert "against version 1" in page
    assert "Gains" in page
    assert "Loses" in page
    assert page.count('<svg class="timeline backtest') == 2
    assert "<mark" in page
    assert "sohae AND quay*" in page
    assert "A digest would hold about" in page
    assert topics.current(database)[-1][1] == 1


async def test_what_cannot_be_read_has_a_place_and_saves_nothing(acting: httpx.AsyncClient, database: Database) -> None:
    fields = HARBOURS | {"query": "harbour\nOR OR quay", "groups": "pier", "base": "0"}
    refused = await send(acting, "/topics/new", do="save", **fields)
    assert refused.status_code == 400
    assert "Not saved: something cannot be read yet." in refused.text
    assert "Line 2, column 4" in refused.text
    assert "OR OR quay\n   ^" in refused.text
    assert 'href="#groups"' in refused.text
    assert 'value="Harbours"' in refused.text
    assert len(topics.current(database)) == 3
    ran = await send(acting, "/topics/new", do="run", **fields)
    assert (ran.status_code, "Here could stand" in ran.text or "empty alternative" in ran.text) == (200, True)


async def test_failing_tests_keep_a_save_unless_somebody_insists(acting: httpx.AsyncClient) -> None:
    fields = HARBOURS | {"must_match": "Harbour grows\nPier grows", "base": "0", "archive": ""}
    refused = await send(acting, "/topics/new", do="save", **fields)
    assert refused.status_code == 400
    assert "Not saved: 1 test of its own fails." in refused.text
    assert "lacks harbour" in " ".join(refused.text.split())
    assert "1 test of its own fails" in await saved(acting, **fields, anyway="1", why="soon")
    assert (await data(acting, "/topics/harbours/versions/1"))["note"] == "soon; saved although 1 test of its own fails"


async def test_two_edit_at_once_and_nothing_is_lost(acting: httpx.AsyncClient, database: Database) -> None:
    await saved(acting, **HARBOURS, base="0", archive="")
    topics.save(database, TopicSpec("harbours", "Harbours", "harbour OR pier"), now=NOW, author="tom")
    late = await send(acting, "/topics/harbours/edit", do="save", **(HARBOURS | {"query": "harbour OR quay"}), base="1")
    assert late.status_code == 409
    assert "tom saved version 2 of harbours while you edited: nothing was overwritten." in late.text
    assert "What was saved meanwhile" in late.text
    assert "<ins> OR pier</ins>" in late.text
    assert "harbour OR quay</textarea>" in late.text
    assert 'name="base" value="2"' in late.text
    taken = await send(acting, "/topics/new", do="save", **HARBOURS, base="0")
    assert "There is a topic harbours already, made here: edit that one" in taken.text


async def test_topics_of_the_files_are_tried_but_not_saved(acting: httpx.AsyncClient) -> None:
    page = (await acting.get("/topics/sohae/edit")).text
    assert "edited there" in page
    assert 'value="save"' not in page
    fields = {"name": "Sohae", "query": "sohae OR quay", "base": "1"}
    assert "Not saved: this topic is declared" in (await send(acting, "/topics/sohae/edit", do="save", **fields)).text
    file = await send(acting, "/topics/sohae/edit", do="toml", **fields)
    assert "query = &#34;sohae OR quay&#34;" in file.text
    assert "against version 1" in (await send(acting, "/topics/sohae/edit", do="run", **fields)).text
    retire = await send(acting, "/topics/sohae/retire", "/topics/sohae/edit")
    assert "Not retired." in (await acting.get(retire.headers["location"])).text


async def test_retired_and_restored(acting: httpx.AsyncClient, database: Database) -> None:
    await saved(acting, **HARBOURS, base="0", archive="")
    back = "/topics/harbours/edit"
    gone = await send(acting, "/topics/harbours/retire", back)
    shown = (await acting.get(gone.headers["location"])).text
    assert "harbours is retired: nothing new is matched." in shown
    assert "<h2>Retired</h2>" in shown
    assert "Retired" in (await acting.get("/topics/harbours")).text
    assert len(topics.current(database)) == 3
    again = await send(acting, "/topics/harbours/restore", back)
    assert "is in use again" in (await acting.get(again.headers["location"])).text
    with database.read() as conn:
        wished = retags.last_of(conn, "harbours")
    assert wished is not None
    assert wished.since == NOW


async def test_matched_again_with_progress_and_a_stop(acting: httpx.AsyncClient, database: Database) -> None:
    await saved(acting, **HARBOURS, base="0", archive="")
    back = "/topics/harbours/edit"
    begun = await send(acting, "/topics/harbours/retag", back, archive="all")
    Retagger(database, lambda: NOW + timedelta(minutes=1), batch=20).step()
    shown = " ".join((await acting.get(begun.headers["location"])).text.split())
    assert "Matching the archive again with v1: <b data-looked>20 of " in shown
    assert '<progress max="100"' in shown
    assert "matching the archive again" in (await acting.get("/topics")).text
    stopped = await send(acting, "/topics/harbours/retag/stop", back)
    assert "stopped after" in (await acting.get(stopped.headers["location"])).text


async def test_readers_try_and_do_not_save(database: Database, own_numbers: dict[str, int]) -> None:
    for name, role in (("rita", "reader"), ("ed", "editor")):
        database.run(lambda conn, n=name, r=role: people.add(conn, n, r, hashed("harbour-lamp-quay"), NOW))  # type: ignore[misc]
    app = site.build(database, WebOptions(auth="always", base_url="http://127.0.0.1:8000"), Still())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        assert (await client.get("/topics/new")).status_code == 303
        form = (await client.get("/login")).text
        await client.post("/login", data={"csrf": csrf_in(form), "name": "rita", "password": "harbour-lamp-quay"})
        page = (await client.get("/topics/new")).text
        assert "Saving needs the role editor; yours is reader." in page
        assert (await send(client, "/topics/new", do="run", **HARBOURS)).status_code == 200
        assert (await send(client, "/topics/new", do="save", **HARBOURS, base="0")).status_code == 403
        assert (await send(client, "/topics/sohae/retag", "/topics/new", archive="all")).status_code == 403
        assert (await client.post("/topics/new", data={"do": "save", **HARBOURS})).status_code == 403
    assert len(topics.current(database)) == 3


async def test_shared_groups_and_hostile_words(database: Database, own_numbers: dict[str, int]) -> None:
    app = site.build(database, OPTIONS, Still(), shared={"port": ("port", "quay*")})
    script = '"><script>alert(1)</script>'
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        said = await saved(
            client, name=f"Ports {script}", slug="ports", query="@port", decoys=script, base="0", archive=""
        )
        assert "Saved as version 1." in said
        for path in ("/topics", "/topics/ports", "/topics/ports/edit", "/topics/ports/versions/1"):
            shown = (await client.get(path)).text
            assert "<script>alert" not in shown
        assert (
            "It uses these groups of the files as well: <code>@port</code>"
            in (await client.get("/topics/ports/edit")).text
        )
        assert "one of @port" in (await client.get("/search?q=@port")).text
        assert "there is no group @pier" in (await client.get("/search?q=@pier")).text
    assert topics.current(database)[-1][0].shared == ("port",)


async def test_an_empty_list_says_what_to_do(database: Database) -> None:
    app = site.build(database, OPTIONS, Still())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as client:
        assert "No topic yet." in (await client.get("/topics")).text
        assert (await client.get("/topics/none/edit")).status_code == 404
        assert (await client.get("/topics/none/versions/1")).status_code == 404
        assert (await client.get("/topics/new?from=none")).status_code == 404
