"""Pages of alerts: what is told, what is held back, each letter and its mail; and the story that was told of."""

from dataclasses import replace
from datetime import time, timedelta

import httpx
import pytest

from monitor.model.alert import AlertSpec
from monitor.model.letter import Standing
from monitor.model.options import Options
from monitor.publish.alerting import alert_due
from monitor.store import alerts, subscribers
from monitor.store.database import Database
from tests.builders.newsroom import NOW

DAY = timedelta(days=1)
SPEC = AlertSpec("now", "At <once>", ("sohae",), recipients=("desk@example.org",), batch_minutes=0, health=True)


@pytest.fixture
def told(database: Database) -> list[str]:
    """Letters about what the newsroom had in its last day."""
    database.run(lambda conn: alerts.declare_in(conn, [SPEC], managed_by="config", now=NOW - DAY))
    return alert_due(database, now=NOW, options=Options("sqlite://"))


@pytest.mark.anyio
async def test_a_letter_is_a_page_and_its_mail(acting: httpx.AsyncClient, told: list[str], database: Database) -> None:
    assert told == ["alert/now/1"]
    for path in ("/alerts", "/alerts/now", "/alerts/now/1"):
        page = await acting.get(path)
        assert page.status_code == 200
        assert "At &lt;once&gt;" in page.text
    twin = (await acting.get("/alerts/now/1.json")).json()
    assert twin["content"]["rows"]
    assert twin["recipients"][0]["phase"] == "ready"
    mail = await acting.get("/alerts/now/1/mail")
    assert "sandbox" in mail.headers["Content-Security-Policy"]
    assert twin["content"]["rows"][0]["lead"]["title"][:20] in mail.text
    assert (await acting.get("/alerts/now/2")).status_code == 404
    assert (await acting.get("/alerts/other")).status_code == 404
    story = next(row["story"] for row in twin["content"]["rows"] if row["story"])
    assert 'href="/alerts/now/1"' in (await acting.get(f"/stories/{story}")).text
    assert (await acting.get(f"/stories/{story}.json")).json()["alerted"][0]["letter"] == 1


@pytest.mark.anyio
async def test_what_is_held_back_is_shown_with_why(acting: httpx.AsyncClient, database: Database) -> None:
    quiet = (time((NOW - timedelta(hours=2)).hour), time((NOW + timedelta(hours=2)).hour))
    spec = AlertSpec("night", "Night", ("sohae",), batch_minutes=0, quiet=quiet)
    database.run(lambda conn: alerts.declare_in(conn, [spec], managed_by="config", now=NOW - DAY))
    assert alert_due(database, now=NOW, options=Options("sqlite://")) == []
    page = (await acting.get("/alerts/night")).text
    assert "Held back" in page
    assert "these are quiet hours" in page
    twin = (await acting.get("/alerts/night.json")).json()
    assert (twin["why"], twin["waiting"]) == ("quiet", len(twin["held"]))
    assert twin["waiting"] > 0
    waked = replace(spec, quiet=None)
    database.run(lambda conn: alerts.declare_in(conn, [waked], managed_by="config", now=NOW))
    for path in ("/alerts", "/alerts/night"):
        assert "it goes at the next look" in (await acting.get(path)).text


@pytest.mark.anyio
async def test_an_alert_is_left_by_its_own_list(acting: httpx.AsyncClient, told: list[str], database: Database) -> None:
    with database.write() as conn:
        subscribers.stop(conn, "alerts/now", "desk@example.org", NOW, "test")
    assert told
    with database.read() as conn:
        one = subscribers.one(conn, "alerts/now", "desk@example.org")
    assert one is not None
    assert one.state is Standing.STOPPED
    assert "0 recipients" in (await acting.get("/alerts/now")).text
