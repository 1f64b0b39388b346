"""`/digests` and editions: who gets what, when, did it arrive?"""

from collections import Counter
from datetime import UTC, datetime
from html import escape

from starlette.responses import Response

from monitor.errors import NotFound
from monitor.model.digest import DigestSpec, Phase
from monitor.publish.personal import impersonal
from monitor.publish.schedule import next_period
from monitor.publish.setting_aside import of_digest
from monitor.publish.web import address
from monitor.publish.web.context import Answer, Visit
from monitor.publish.web.security import MAIL_CSP
from monitor.publish.words import period_name, schedule_words
from monitor.store import editions, views_digests, views_recipients
from monitor.store.digests import DigestRow
from monitor.store.editions import EditionRow
from monitor.store.views_digests import DigestLine, EditionView
from monitor.store.views_recipients import RecipientLine
from monitor.store.views_rows import rfc3339

PHASES = {
    "ready": "waiting", "sending": "sending", "data_committed": "sending", "sent": "sent", "refused": "refused",
    "unknown": "unknown: may have arrived", "expired": "expired", "stopped": "left before it was sent",
}  # fmt: skip


DELIVERIES_SHOWN = 200  # those that did not arrive first; the twin has all

RECIPIENTS = {
    "on": "gets it", "asked": "asked, has not confirmed", "left": "left", "marked": "refuses: nothing is sent",
    "refused": "refused the last one",
}  # fmt: skip


def digests(visit: Visit) -> Answer:
    """All digests."""
    lines, rows = views_digests.digests(visit.conn), editions.every(visit.conn)
    context = {
        "rows": {row.spec.slug: row for row in rows}, "retired": [row for row in rows if row.retired],
        "aside": [row for row in rows if row.trouble and not row.retired],
        "lines": lines, "schedule": schedule_words, "phases": PHASES, "period": period_name,
        "next": {line.spec.slug: next_period(line.spec, visit.now) for line in lines},
        "away": {line.spec.slug: views_recipients.away(visit.conn, line.spec) for line in lines},
    }  # fmt: skip
    items: list[dict[str, object]] = [
        {**digest_json(line, visit.now), "state": "paused" if line.paused else "", "trouble": ""} for line in lines
    ]
    items += [_aside_json(row) for row in rows if row.trouble and not row.retired]
    return Answer("digests.html", "Digests", context, lambda: {"items": items, "next": None},
                  rows=lambda: items, here="digests")  # fmt: skip


def _aside_json(row: DigestRow) -> dict[str, object]:
    """A digest that can not be read any more, for machines."""
    return {"digest": row.spec.slug, "name": row.spec.name, "managed_by": row.managed_by, "state": "set aside",
            "trouble": row.trouble}  # fmt: skip


def digest(visit: Visit) -> Answer:
    """One digest with its editions."""
    row = editions.by_slug(visit.conn, visit.path["slug"])
    every = editions.listing(visit.conn, row.spec.slug, limit=100)
    line = next(one for one in views_digests.digests(visit.conn) if one.id == row.id)
    people = views_recipients.recipients(visit.conn, row.spec)
    context = {"line": line, "row": row, "spec": row.spec, "editions": every,
               "troubles": [one.said for one in of_digest(visit.conn, row)],
               "schedule": schedule_words, "period": period_name,
               "next": next_period(row.spec, visit.now), "phases": PHASES, "recipients": people,
               "recipient_words": RECIPIENTS}  # fmt: skip
    return Answer(
        "digest.html", row.spec.name, context,
        lambda: {**digest_json(line, visit.now), "place": row.place, "paused": rfc3339(row.paused),
                 "editions": [edition_line(one) for one in every],
                 "recipients_of_it": [recipient_json(one) for one in people]},
        rows=lambda: [edition_line(one) for one in every], here="digests",
    )  # fmt: skip


def edition(visit: Visit) -> Answer:
    """One edition: the mail's content as a page."""
    view = views_digests.edition(visit.conn, visit.path["slug"], period_of(visit.path["period"]))
    counts = Counter(one.phase for one in view.deliveries)
    shown = sorted(view.deliveries, key=lambda one: (one.phase is Phase.SENT, one.recipient))[:DELIVERIES_SHOWN]
    context = {"view": view, "content": view.content, "period": period_name, "phases": PHASES, "counts": counts,
               "shown": shown}  # fmt: skip
    return Answer("edition.html", view.row.subject, context, lambda: edition_json(view), here="digests")


def period_of(text: str) -> datetime:
    """The instant in an edition's address: 20261123T0630Z. Raises NotFound."""
    try:
        return datetime.strptime(text, "%Y%m%dT%H%MZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise NotFound(f"{text[:40]!r} is not a period.") from error


def mail(visit: Visit) -> Response:
    """An edition as it was sent, sandboxed: it runs nothing and loads nothing."""
    html = impersonal(views_digests.mail_of(visit.conn, address.number(visit.path["number"])),
                      visit.web.options.base_url, "digests")  # fmt: skip
    headers = {"Content-Security-Policy": MAIL_CSP, "X-Frame-Options": "SAMEORIGIN"}
    return Response(html or f"<p>{escape('This edition was skipped: there is no mail.')}</p>", headers=headers,
                    media_type="text/html")  # fmt: skip


def digest_json(line: DigestLine, now: datetime) -> dict[str, object]:
    """A digest for machines."""
    spec: DigestSpec = line.spec
    return {
        "digest": spec.slug, "name": spec.name, "topics": list(spec.topics), "query": spec.query,
        "schedule": schedule_words(spec), "order": spec.order, "languages": list(spec.languages),
        "language": spec.language, "length": spec.length, "send_empty": spec.send_empty,
        "recipients": len(spec.recipients), "channel": spec.channel, "next": rfc3339(next_period(spec, now)),
        "last": edition_line(line.last) if line.last else None, "managed_by": line.managed_by,
    }  # fmt: skip


def recipient_json(one: RecipientLine) -> dict[str, object]:
    """A recipient for machines."""
    return {"recipient": one.recipient, "state": one.state, "joined": one.joined, "since": rfc3339(one.since),
            "detail": one.detail}  # fmt: skip


def edition_line(row: EditionRow) -> dict[str, object]:
    """An edition in a list, for machines."""
    return {
        "edition": row.id, "digest": row.digest, "period": rfc3339(row.period), "start": rfc3339(row.start),
        "end": rfc3339(row.end), "composed": rfc3339(row.composed), "skipped": row.skipped, "subject": row.subject,
    }  # fmt: skip


def edition_json(view: EditionView) -> dict[str, object]:
    """An edition for machines: what it holds, and where it went."""
    return {
        **edition_line(view.row), "content": editions.as_json(view.content),
        "deliveries": [
            {"recipient": one.recipient, "channel": one.channel, "phase": one.phase.value, "tries": one.tries,
             "answer": one.answer, "sent": rfc3339(one.sent)}
            for one in view.deliveries
        ],
        "joined": [{"story": one.story, "title": one.title, "articles": one.articles} for one in view.joined],
    }  # fmt: skip
