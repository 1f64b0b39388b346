"""`/topics/SLUG/first` and `/topics/SLUG/spikes`."""

from datetime import timedelta

from monitor.publish.web.context import Answer, Visit
from monitor.publish.web.pulse import board_json, first, pulse, pulse_json, spike_json
from monitor.store import views_topic

DAYS = {"7d": 7, "30d": 30, "90d": 90}
ALL = timedelta(days=3650)


def first_page(visit: Visit) -> Answer:
    """Who was first on a topic, by how much, and how sure that is."""
    head = views_topic.head(visit.conn, visit.path["slug"])
    asked = visit.params.get("since", "30d")
    span = asked if asked in DAYS else "30d"
    notices = () if asked in DAYS else (f"since={asked} is not one of {', '.join(DAYS)}: these are 30 days.",)
    board = first(visit, head, visit.now - timedelta(days=DAYS[span]), visit.now)
    context = {"head": head, "board": board, "span": span, "spans": DAYS,
               "names": {one.outlet: one.name for one in board.leaders}}  # fmt: skip
    return Answer(
        "topic_first.html", f"{head.name}: who was first", context, lambda: board_json(board),
        rows=lambda: board_json(board)["outlets"], here=f"topic:{head.slug}", notices=notices,
    )  # fmt: skip


def spikes_page(visit: Visit) -> Answer:
    """All spikes of a topic, with their stories."""
    head = views_topic.head(visit.conn, visit.path["slug"])
    beat = pulse(visit, head, visit.now - ALL)
    rows = [spike_json(one) for one in beat.spikes] if beat else []
    return Answer(
        "topic_spikes_page.html", f"{head.name}: spikes", {"head": head, "beat": beat},
        lambda: {"topic": head.slug, **(pulse_json(beat) or {"spikes": []})}, rows=lambda: rows,
        here=f"topic:{head.slug}",
    )  # fmt: skip
