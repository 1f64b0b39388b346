"""The frame around every page: bar, rail, coverage; and the three forms of an answer: HTML, JSON, CSV."""

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

from monitor.model.coverage import Spell
from monitor.publish.web import words
from monitor.publish.web.context import Answer, Visit, Web
from monitor.publish.web.sessions import drop, keep, masked
from monitor.publish.web.volume import midnight
from monitor.store import change, views_frame, views_live, views_volume

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
STATES = {
    "ok": "healthy", "slow": "slow", "silent": "silent", "empty": "empty", "gap": "gap", "blocked": "blocked",
    "failing": "failing", "dead": "dead", "gone": "gone", "unpolled": "not polled", "paused": "paused", "new": "new",
}  # fmt: skip


class Words:
    """The words of one visit: its moment and its zone, so that a template only names the time."""

    def __init__(self, now: datetime, zone: ZoneInfo) -> None:
        """`now` is news time."""
        self.now, self.zone = now, zone

    def age(self, at: datetime) -> str:
        """Relative."""
        return words.age(at, self.now, self.zone)

    def moment(self, at: datetime) -> str:
        """Absolute."""
        return words.moment(at, self.now, self.zone)

    def short(self, at: datetime) -> str:
        """As short as can be."""
        return words.short_moment(at, self.now, self.zone)

    def clock(self, at: datetime) -> str:
        """Wall time."""
        return f"{at.astimezone(self.zone):%H:%M}"

    def iso(self, at: datetime) -> str:
        """For machines."""
        return at.astimezone(self.zone).isoformat(timespec="seconds")

    def long_day(self) -> str:
        """Today."""
        return words.long_day(self.now.astimezone(self.zone).date())


def html(visit: Visit, answer: Answer) -> Response:
    """The page in its frame."""
    said = saying(visit)
    context = {**surroundings(visit, answer.context), **answer.context, "page": answer, "said": said}
    body = visit.web.templates.get_template(answer.template).render(context)
    response = Response(body, answer.status, media_type="text/html")
    if said:
        drop(visit.web, response, "monitor_said")
    return response


def surroundings(visit: Visit, known: Mapping[str, Any]) -> dict[str, Any]:
    """What every template may use; what the page has read already is not read again."""
    web = visit.web
    return {
        "t": Words(visit.now, visit.zone), "w": words, "web": web, "viewer": visit.viewer, "zone": visit.zone.key,
        "csrf": masked(visit.viewer.csrf), "states": STATES, "url": visit.request.url,
        "twin": twin(visit, "json"), "csv": twin(visit, "csv"),
        "topics": known.get("topics") or tabs(visit),
        "standing": known.get("standing") or views_frame.standing(visit.conn, visit.now),
        "change": change.current(visit.conn),
        "newest": views_live.newest(visit.conn),
    }  # fmt: skip


def tabs(visit: Visit) -> tuple[views_frame.TopicTab, ...]:
    """The topics of the rail, with today's stories."""
    start = midnight(visit.now, visit.zone)
    return visit.web.kept.get(("tabs", start), lambda: views_frame.topics(visit.conn, start))


def story_bins(visit: Visit, start: datetime, topic: int | None = None) -> dict[int, views_volume.Bins]:
    """New stories since `start` by topic, in quarters of an hour."""
    return visit.web.kept.get(("bins", start, topic), lambda: views_volume.stories(visit.conn, start, topic))


def twin(visit: Visit, form: str) -> str:
    """The address of this page as JSON or CSV."""
    url = visit.request.url
    path = url.path if url.path != "/" else "/"
    return f"{path}.{form}" + (f"?{url.query}" if url.query else "")


def as_json(_visit: Visit, answer: Answer) -> Response:
    """The twin: the same data, for machines."""
    return json_response(answer.data(), answer.status)


def json_response(data: Mapping[str, object], status: int = 200) -> Response:
    """Compact JSON; lone surrogates cannot be in the store, so plain UTF-8."""
    return Response(json.dumps(data, ensure_ascii=False, separators=(",", ":")), status, media_type="application/json")


def as_csv(_visit: Visit, answer: Answer) -> Response:
    """The rows of a list; a cell never starts a formula."""
    out = io.StringIO()
    rows = [flat(row) for row in answer.rows()] if answer.rows else []
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else ["empty"])
    writer.writeheader()
    writer.writerows(rows)
    return Response(out.getvalue(), answer.status, media_type="text/csv")


def flat(row: Mapping[str, object]) -> dict[str, str]:
    """A row as cells: lists of names joined, the rest as JSON."""
    return {key: cell(value) for key, value in row.items()}


def cell(value: object) -> str:
    """One cell."""
    if value is None:
        return ""
    if isinstance(value, list):
        names = [str(one.get("topic", one.get("story", one))) if isinstance(one, dict) else str(one) for one in value]
        return cell(" ".join(names))
    text = value if isinstance(value, str) else json.dumps(value)
    return f"'{text}" if text.startswith(FORMULA) and isinstance(value, str) else text


FORMS = {"html": html, "json": as_json, "csv": as_csv}


def say(web: Web, response: Response, sentence: str) -> Response:
    """A sentence to be shown once, on the next page."""
    keep(web, response, "monitor_said", _signer(web).dumps(sentence[:500]), seconds=60)
    return response


def saying(visit: Visit) -> str | None:
    """The sentence that an action left."""
    given = next((v for k, v in visit.request.cookies.items() if k.endswith("monitor_said")), None)
    try:
        return str(_signer(visit.web).loads(given)) if given else None
    except BadSignature:
        return None


def _signer(web: Web) -> URLSafeSerializer:
    return URLSafeSerializer(web.secret, "said")


def sentence(spells: tuple[Spell, ...], t: Words) -> str:
    """Feeds in trouble, worst first, at most two by name."""
    named = [f"{one.title} {STATES[one.state]} since {t.short(one.start)}" for one in spells[:2]]
    rest = len(spells) - 2
    return "; ".join(named) + (f"; and {rest} more" if rest > 0 else "")


def ago(visit: Visit, days: int) -> datetime:
    """Local midnight `days` days ago."""
    return midnight(visit.now - timedelta(days=days), visit.zone)
