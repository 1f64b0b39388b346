"""What people decide on pages: buttons with words, undo, twins; what agrees, and what changed; on both databases."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import insert, select, update

from monitor.store import schema as s
from monitor.store.database import Database
from tests.builders.newsroom import NOW, PORT_TEXT
from tests.web.test_security import csrf_in

pytestmark = pytest.mark.anyio


async def post(client: httpx.AsyncClient, path: str, back: str, **fields: str) -> str:
    """Send a form of the page `back`; gives the page that one sees then."""
    page = await client.get(back)
    sent = await client.post(path, data={"csrf": csrf_in(page.text), "back": back, **fields})
    assert sent.status_code == 303, sent.text
    shown = await client.get(sent.headers["location"])
    assert shown.status_code == 200
    return " ".join(shown.text.split())


async def data(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.get(f"{path}.json")).json()
    return answer


def copies_of(database: Database, number: int) -> list[int]:
    with database.read() as conn:
        j = s.judgement.c
        return list(conn.execute(select(j.article_id).where(j.reprint_of == number).order_by(j.article_id)).scalars())


async def test_not_a_reprint_and_undo(
    acting: httpx.AsyncClient, database: Database, own_numbers: dict[str, int]
) -> None:
    first, _ = copies_of(database, own_numbers["port"])
    back = f"/articles/{first}"
    shown = await post(acting, f"{back}/not-a-duplicate", back)
    assert "Kept as an article of its own" in shown
    assert "Decided by people" in shown
    assert "not a reprint of" in shown
    stated = await data(acting, back)
    assert stated["reprint_of"] is None
    (decision,) = stated["decisions"]
    assert (decision["kind"], decision["author"], decision["other"]) == (
        "not a duplicate",
        "local",
        own_numbers["port"],
    )
    shown = await post(acting, f"/decisions/{decision['decision']}/undo", back)
    assert "Undone" in shown
    assert (await data(acting, back))["reprint_of"] == own_numbers["port"]
    assert (await data(acting, back))["decisions"] == []


async def test_a_reprint_by_address(acting: httpx.AsyncClient, database: Database, own_numbers: dict[str, int]) -> None:
    mine = own_numbers["vessels"]
    back = f"/articles/{mine}"
    address = f"http://127.0.0.1:8000/articles/{own_numbers['port']}?mark=0#related"
    await post(acting, f"{back}/reprint-of", back, other=address)
    assert (await data(acting, back))["reprint_of"] == own_numbers["port"]
    assert mine in copies_of(database, own_numbers["port"])
    shown = await post(acting, f"{back}/reprint-of", back, other="no number")
    assert "Nothing was changed." in shown


async def test_stories_are_merged_and_parted(acting: httpx.AsyncClient, own_numbers: dict[str, int]) -> None:
    port = (await data(acting, f"/articles/{own_numbers['port']}"))["story"]
    vessels = (await data(acting, f"/articles/{own_numbers['vessels']}"))["story"]
    back = f"/stories/{port}"
    shown = await post(acting, f"{back}/merge", back, other=str(vessels))
    assert "The two stories are one" in shown
    assert (await data(acting, f"/articles/{own_numbers['vessels']}"))["story"] == port
    assert (await data(acting, f"/stories/{vessels}"))["story"] == port  # an old address leads there
    shown = await post(acting, f"/articles/{own_numbers['vessels']}/not-this-story", back)
    assert "Taken out of that story" in shown
    assert (await data(acting, f"/articles/{own_numbers['vessels']}"))["story"] not in {port, vessels}
    kinds = [one["kind"] for one in (await data(acting, back))["decisions"]]
    assert kinds == ["one story"]
    shown = await post(acting, f"{back}/merge", back, other="99999")
    assert "No story is called “99999”" in shown


async def test_an_origin(acting: httpx.AsyncClient, own_numbers: dict[str, int]) -> None:
    back = f"/articles/{own_numbers['port']}"
    await post(acting, f"{back}/origin", back, outlet="wire-one")
    stated = await data(acting, back)
    assert (stated["origin"], stated["origin_kind"]) == ("Wire One", "carried")
    assert "Nothing was changed" in await post(acting, f"{back}/origin", back, outlet="nobody")


async def test_a_form_of_somebody_else_changes_nothing(
    acting: httpx.AsyncClient, database: Database, own_numbers: dict[str, int]
) -> None:
    first, _ = copies_of(database, own_numbers["port"])
    page = (await acting.get(f"/articles/{first}")).text
    sent = await acting.post(f"/articles/{first}/not-a-duplicate", data={"csrf": "no"})
    assert sent.status_code == 403
    elsewhere = {"csrf": csrf_in(page), "back": "https://else.example/"}
    assert (await acting.post(f"/articles/{first}/not-a-duplicate", data=elsewhere)).headers["location"] == "/stories"
    assert (await acting.get(f"/articles/{first}/not-a-duplicate")).status_code in {404, 405}


async def test_the_passages_that_agree_are_marked(
    client: httpx.AsyncClient, shelves: Database, numbers: dict[str, int]
) -> None:
    first, _ = copies_of(shelves, numbers["port"])
    page = (await client.get(f"/articles/{first}")).text
    assert '<mark class="shared">' in page
    stated = (await client.get(f"/articles/{first}.json")).json()["compared"]
    assert stated["with"] == numbers["port"]
    assert stated["share"] == 1.0
    passage = stated["passages"][0]
    assert PORT_TEXT[passage["start"] : passage["end"]] == PORT_TEXT[passage["other_start"] : passage["other_end"]]
    other = (await client.get(f"/articles/{numbers['port']}.json?with={numbers['vessels']}")).json()["compared"]
    assert other["with"] == numbers["vessels"]
    assert other["share"] < 0.2


async def test_what_changed_is_told_word_by_word(
    acting: httpx.AsyncClient, database: Database, own_numbers: dict[str, int]
) -> None:
    number = own_numbers["port"]
    with database.write() as conn:
        mine = s.revision.c.article_id == number
        old = conn.execute(select(s.revision).where(mine, s.revision.c.current.is_(True))).mappings().one()
        conn.execute(update(s.revision).where(mine).values(current=False))
        new = {**old, "n": old["n"] + 1, "current": True, "seen": NOW, "title": old["title"].replace("adds", "opens"),
               "body": old["body"].replace("is not known", "is known by now"), "text_hash": b"1" * 16}  # fmt: skip
        conn.execute(insert(s.revision).values(new))
    page = " ".join((await acting.get(f"/articles/{number}")).text.split())
    assert "North Korea <del>adds</del><ins>opens</ins> a seaport" in page
    assert "What the port will carry is <del>not known</del><ins>known by now</ins>" in page
    assert re.search("… 2 paragraphs unchanged", page)
    (change,) = (await data(acting, f"/articles/{number}"))["changes"]
    assert ["added", "opens"] in change["title"]
    assert (change["words_came"], change["words_went"]) == (3, 2)


async def test_why_it_was_judged_so(client: httpx.AsyncClient, shelves: Database, numbers: dict[str, int]) -> None:
    first, _ = copies_of(shelves, numbers["port"])
    page = (await client.get(f"/articles/{first}")).text
    assert "Why it was judged so" in page
    assert f"a reprint of article {numbers['port']} (North Watch)" in page


async def test_stories_in_two_languages_are_parted_and_linked(
    acting: httpx.AsyncClient, own_numbers: dict[str, int]
) -> None:
    port, korean, spanish = (own_numbers[f"story:{name}"] for name in ("port", "port-ko", "vessels-es"))
    back = f"/stories/{port}"
    linked = {one["story"] for one in (await data(acting, back))["linked"]}
    shown = await post(acting, f"{back}/not-the-same-event", back, other=str(korean))
    assert "The machine does not link them again" in shown
    assert "not the same event as" in shown
    assert {one["story"] for one in (await data(acting, back))["linked"]} == linked - {korean}
    for page in (back, f"/stories/{korean}"):
        (decision,) = (await data(acting, page))["decisions"]
        assert (decision["kind"], decision["author"]) == ("not the same event", "local")
    assert "local said so already" in await post(acting, f"{back}/not-the-same-event", back, other=str(korean))
    await post(acting, f"/decisions/{decision['decision']}/undo", back)
    assert {one["story"] for one in (await data(acting, back))["linked"]} == linked
    shown = await post(acting, f"{back}/same-event", back, other=f"http://127.0.0.1:8000/stories/{spanish}")
    assert "linked as one event" in shown
    assert "local says so" in shown
    (told,) = [one for one in (await data(acting, back))["links"] if one["story"] == spanish]
    assert (told["author"], told["p"], told["lang"]) == ("local", 1.0, "es")
    assert told["since"].endswith("Z")
    shown = await post(acting, f"{back}/same-event", back, other=str(own_numbers["story:vessels"]))
    assert "Both stories are in en" in shown
