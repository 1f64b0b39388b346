"""`/metrics` for Prometheus: read from the database at the moment of asking, in a registry of its own. No label holds
an address, or a name that somebody else chose."""

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.responses import Response

from monitor.collect.outage import NETWORK, is_down
from monitor.model.digest import Phase
from monitor.model.feed import FeedState
from monitor.model.fetching import Outcome
from monitor.publish.web.api import release
from monitor.publish.web.context import Visit
from monitor.store.views_health import Vitals, vitals


def metrics(visit: Visit) -> Response:
    """Everything, as text."""
    found = vitals(visit.conn, visit.now, network_failures=frozenset(NETWORK))
    kind = "sqlite" if visit.web.db.is_sqlite else "postgresql"
    registry = CollectorRegistry(auto_describe=True)
    registry.register(_Taken(tuple(_families(found, {"version": release(), "database": kind}))))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


class _Taken(Collector):
    """What was measured already."""

    def __init__(self, families: tuple[Metric, ...]) -> None:
        self._families = families

    def collect(self) -> tuple[Metric, ...]:
        """All of it."""
        return self._families


def _families(found: Vitals, build: dict[str, str]) -> Iterator[Metric]:
    polling, outbox = found.polling, found.outbox
    yield InfoMetricFamily("monitor_build", "What runs here.", value=build)
    yield _each("monitor_feeds", "Feeds by state, as the dashboard shows it.", "state", found.states, FeedState)
    yield _each("monitor_polls_last_hour", "Polls of the last hour by outcome.", "outcome", polling.outcomes, Outcome)
    yield _one("monitor_fetched_bytes_last_hour", "Bytes on the wire in the last hour.", polling.wire_bytes)
    yield _one("monitor_entries_new_last_hour", "Entries that were new in the last hour.", polling.new)
    yield _one("monitor_feeds_due", "Feeds that are due and not being polled.", polling.due)
    yield _one("monitor_feeds_overdue", "Feeds that have been due for more than a minute.", polling.overdue)
    yield _one("monitor_feeds_leased", "Feeds that are being polled.", polling.leased)
    yield _one("monitor_poll_lag_seconds", "For how long the first feed has been due.", polling.lag_s)
    yield _one("monitor_last_poll_timestamp_seconds", "When the last poll ended.",
               polling.last.timestamp() if polling.last else 0.0)  # fmt: skip
    yield _one("monitor_hosts_waiting", "Hosts that asked to be left alone.", len(found.hosts))
    yield _one("monitor_network_down", "1 when our own network seems to be down.",
               is_down(found.network.failed, found.network.hosts))  # fmt: skip
    yield _one("monitor_articles_unjudged", "Articles that wait for the judge.", found.backlog.unjudged)
    yield _one("monitor_unjudged_oldest_seconds", "For how long the first of them waits.", found.backlog.oldest_s)
    yield _one("monitor_articles", "The number of the newest article.", found.articles)
    yield _each("monitor_editions", "Editions: composed, or skipped as empty.", "kind",
                {"composed": outbox.editions, "skipped": outbox.skipped}, ())  # fmt: skip
    yield _each("monitor_deliveries", "Deliveries by phase.", "phase", outbox.phases, Phase)


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _each(name: str, words: str, label: str, found: Mapping[str, int], every: Iterable[str]) -> Metric:
    """A sample for each value there is, and a 0 for those of `every` that did not occur: a rule that looks for one must
    not miss it."""
    family = GaugeMetricFamily(name, words, labels=(label,))
    counts = {**dict.fromkeys(map(str, every), 0), **found}
    for value, count in counts.items():
        family.add_metric((value,), count)
    return family
