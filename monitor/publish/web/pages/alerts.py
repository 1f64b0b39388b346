"""`/alerts`: who is told at once, of what, and what was told or is held back."""

from collections import Counter
from datetime import datetime

from starlette.responses import Response

from monitor.model.alert import AlertSpec, Hold
from monitor.model.digest import Phase
from monitor.model.letter import LetterKind, list_of
from monitor.publish.alert_words import alert_words
from monitor.publish.alerting import Standing, standing
from monitor.publish.personal import impersonal
from monitor.publish.web import address
from monitor.publish.web.context import Answer, Visit
from monitor.publish.web.pages.digests import DELIVERIES_SHOWN, PHASES
from monitor.publish.web.security import MAIL_CSP
from monitor.store import alerts, subscribers, views_alerts
from monitor.store.views_alerts import LetterLine, LetterView
from monitor.store.views_rows import rfc3339

HELD = {
    Hold.NOT: "it goes at the next look",
    Hold.BATCH: "more may come within the batch", Hold.QUIET: "these are quiet hours",
    Hold.CAP: "the day has had its letters",
}  # fmt: skip
ON = {"first": "first articles", "origin": "new origins", "spike": "spikes"}


def alert_list(visit: Visit) -> Answer:
    """All alerts, and the newest letters."""
    stands = [standing(visit.conn, row.spec.slug, visit.now) for row in alerts.active(visit.conn)]
    newest = views_alerts.letters(visit.conn, limit=50)
    context = {"stands": stands, "letters": newest, "phases": PHASES, "held": HELD, "on": ON,
               "recipients": {one.row.spec.slug: _recipients(visit, one.row.spec) for one in stands}}  # fmt: skip
    items = [alert_json(one) for one in stands]
    return Answer("alerts.html", "Alerts", context, lambda: {"items": items, "next": None}, rows=lambda: items,
                  here="alerts")  # fmt: skip


def alert(visit: Visit) -> Answer:
    """One alert with its letters and what it holds back."""
    stands = standing(visit.conn, visit.path["slug"], visit.now)
    spec = stands.row.spec
    told = views_alerts.letters(visit.conn, spec.slug)
    context = {"stands": stands, "spec": spec, "letters": told, "phases": PHASES, "held": HELD, "on": ON,
               "recipients": _recipients(visit, spec), "waiting": waiting(visit, stands)}  # fmt: skip
    return Answer(
        "alert.html", spec.name, context,
        lambda: {**alert_json(stands), "letters": [letter_line(one) for one in told],
                 "held": [{"kind": one.kind, "found": rfc3339(one.found), "topic": one.topic, "article": one.article,
                           "why": one.held or stands.decision.hold} for one in stands.pending]},
        rows=lambda: [letter_line(one) for one in told], here="alerts",
    )  # fmt: skip


def waiting(visit: Visit, stands: Standing) -> list[tuple[datetime, str, str]]:
    """(found, words, link) of what is held back."""
    titles = views_alerts.titles(visit.conn, [one.article for one in stands.pending if one.article])
    return [
        (one.found, titles.get(one.article or 0) or str(one.detail.get("title") or one.kind.value),
         f"/articles/{one.article}" if one.article else "/feeds")
        for one in stands.pending
    ]  # fmt: skip


def _recipients(visit: Visit, spec: AlertSpec) -> int:
    return len(subscribers.addressed(visit.conn, list_of(LetterKind.ALERT, spec.slug), spec.recipients))


def letter(visit: Visit) -> Answer:
    """One letter: what was told, and where it went."""
    view = views_alerts.letter(visit.conn, visit.path["slug"], address.number(visit.path["number"]))
    spec = AlertSpec(view.content.alert, view.content.name)
    counts = Counter(one.phase for one in view.deliveries)
    shown = sorted(view.deliveries, key=lambda one: (one.phase is Phase.SENT, one.recipient))[:DELIVERIES_SHOWN]
    words = alert_words(spec, view.content, "", None, most=10_000)
    context = {"view": view, "letter": words, "phases": PHASES, "counts": counts, "shown": shown}
    return Answer("alert_letter.html", view.line.subject, context, lambda: letter_json(view), here="alerts")


def mail(visit: Visit) -> Response:
    """A letter as it was sent, sandboxed: it runs nothing and loads nothing."""
    html = views_alerts.mail_of(visit.conn, visit.path["slug"], address.number(visit.path["number"]))
    headers = {"Content-Security-Policy": MAIL_CSP, "X-Frame-Options": "SAMEORIGIN"}
    return Response(impersonal(html, visit.web.options.base_url, f"alerts/{visit.path['slug']}"), headers=headers,
                    media_type="text/html")  # fmt: skip


def alert_json(one: Standing) -> dict[str, object]:
    """An alert for machines."""
    spec = one.row.spec
    return {
        "alert": spec.slug, "name": spec.name, "topics": list(spec.topics), "on": list(spec.on),
        "outlets": list(spec.outlets), "recipients": len(spec.recipients), "channel": spec.channel,
        "language": spec.language, "languages": list(spec.languages), "zone": spec.zone,
        "quiet": [f"{at:%H:%M}" for at in spec.quiet] if spec.quiet else None, "daily_cap": spec.daily_cap,
        "batch_minutes": spec.batch_minutes, "health": spec.health, "letters_sent": one.row.letters,
        "waiting": len(one.pending), "why": one.decision.hold.value, "until": rfc3339(one.decision.until),
        "managed_by": one.row.managed_by,
    }  # fmt: skip


def letter_line(one: LetterLine) -> dict[str, object]:
    """A letter in a list, for machines."""
    return {"alert": one.alert, "number": one.number, "at": rfc3339(one.at), "subject": one.subject,
            "deliveries": dict(one.phases)}  # fmt: skip


def letter_json(view: LetterView) -> dict[str, object]:
    """A letter for machines: what it told, and where it went."""
    return {
        **letter_line(view.line), "content": alerts.as_json(view.content),
        "recipients": [
            {"recipient": one.recipient, "channel": one.channel, "phase": one.phase.value, "tries": one.tries,
             "answer": one.answer, "sent": rfc3339(one.sent)}
            for one in view.deliveries
        ],
    }  # fmt: skip
