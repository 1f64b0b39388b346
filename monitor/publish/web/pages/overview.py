"""`/`: what changed, is anything unusual, can the silence be trusted?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from monitor.publish.web import address, charts
from monitor.publish.web.context import Answer, Visit
from monitor.publish.web.frame import ago, story_bins, tabs
from monitor.publish.web.volume import Volume, midnight, volume
from monitor.store import views_frame, views_volume
from monitor.store.reading import as_json, stories
from monitor.store.views_frame import Standing, TopicTab
from monitor.store.views_rows import ArticleRow, rfc3339

SHOWN_DAYS = 14
LOOKED_BACK = 29


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic in the table: its volume, the origins of today's stories, and its newest article."""

    tab: TopicTab
    volume: Volume
    spark: charts.Spark
    origins: int
    latest: ArticleRow | None


def overview(visit: Visit) -> Answer:
    """The morning look."""
    asked = address.asked(visit)
    listed = stories(visit.conn, asked.filters)
    standing = views_frame.standing(visit.conn, visit.now)
    lines = topic_lines(visit)

    def data() -> dict[str, object]:
        return {
            "topics": [line_json(line) for line in lines],
            "stories": [as_json(row) for row in listed.items],
            "next": listed.next,
            "coverage": standing_json(standing),
        }

    return Answer(
        "overview.html", "Overview", {"lines": lines, "stories": listed, "asked": asked, "standing": standing,
                                      "topics": tuple(line.tab for line in lines)}, data,
        rows=lambda: [as_json(row) for row in listed.items], here="overview", notices=asked.notices,
    )  # fmt: skip


def topic_lines(visit: Visit) -> list[TopicLine]:
    """The topics with their numbers, five statements for all of them."""
    start = midnight(visit.now, visit.zone)
    bins = story_bins(visit, ago(visit, LOOKED_BACK) - timedelta(days=1))
    origins = visit.web.kept.get(("origins", start), lambda: views_volume.origins(visit.conn, start))
    latest = views_volume.latest(visit.conn)
    first = views_volume.first_article(visit.conn)
    found = []
    for tab in tabs(visit):
        counted = volume(bins.get(tab.id, {}), visit.now, visit.zone, first, SHOWN_DAYS)
        spark = charts.spark(counted.days)
        found.append(TopicLine(tab, counted, spark, origins.get(tab.id, 0), latest.get(tab.id)))
    return found


def line_json(line: TopicLine) -> Mapping[str, object]:
    """A topic for machines."""
    return {
        "topic": line.tab.slug, "name": line.tab.name, "today": line.volume.today, "usual": line.volume.usual,
        "spike": line.volume.spike, "days": list(line.volume.days), "origins": line.origins,
        "latest": line.latest.id if line.latest else None,
    }  # fmt: skip


def standing_json(standing: Standing) -> Mapping[str, object]:
    """Coverage for machines."""
    trouble = [
        {"feed": one.feed, "state": one.state.value, "since": rfc3339(one.start), "detail": one.detail}
        for one in standing.trouble
    ]
    return {"feeds": standing.feeds, "healthy": standing.healthy, "trouble": trouble}
