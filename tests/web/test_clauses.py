"""Why an article matches a topic or not, clause by clause, on its page and in its twin."""

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def test_the_page_says_why_and_why_not(client: httpx.AsyncClient, numbers: dict[str, int]) -> None:
    number = numbers["port"]
    plain = (await client.get(f"/articles/{number}")).text
    assert "Why, or why not" in plain
    assert "clause by clause" not in plain
    slugs = {one["topic"] for one in (await client.get(f"/articles/{number}.json")).json()["topics"]}
    assert slugs
    slug = min(slugs)
    page = (await client.get(f"/articles/{number}", params={"why": slug})).text
    assert "It matches" in page
    told = (await client.get(f"/articles/{number}.json", params={"why": slug})).json()["clauses"]
    assert (told["topic"], told["holds"]) == (slug, True)
    assert told["evidence"]


async def test_a_topic_that_is_not_there_is_not_found(client: httpx.AsyncClient, numbers: dict[str, int]) -> None:
    assert (await client.get(f"/articles/{numbers['port']}", params={"why": "nothing"})).status_code == 404
