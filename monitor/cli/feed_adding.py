"""How `monitor feeds add` works: what was said becomes a declaration, looked at first when that is asked for."""

import os
from collections.abc import Mapping, Sequence
from typing import Any

from monitor.cli import feed_access, feed_desk
from monitor.cli.invocation import Invocation
from monitor.collect.findings import Finding
from monitor.errors import MonitorError
from monitor.model.feed import Priority
from monitor.model.fetching import Request
from monitor.settings.keyring import Keyring
from monitor.store.feeds import FeedRow

PARTS = ("user", "password", "token", "certificate")


def add(invocation: Invocation, url: str, said: Mapping[str, Any], header: Sequence[str], *, check: bool) -> FeedRow:
    """Add one feed. Raises UsageError for what cannot be declared, MonitorError when a look finds nothing to read."""
    feed_desk.acceptable(url)
    reached = feed_access.access({name: said.get(name) for name in PARTS})
    headers = feed_access.headers(header)
    given = {name: value for name, value in said.items() if name not in PARTS}
    given |= {"access": reached, "headers": headers, "priority": Priority(said.get("priority") or "normal")}
    if check:
        finding = _looked(invocation, Request(url, headers=headers, access=reached))
        given["title"] = given.get("title") or finding.title
    row: FeedRow = feed_desk.added(invocation.app(), url, given)
    return row


def _looked(invocation: Invocation, request: Request) -> Finding:
    """What is found at an address that is to be added. Raises MonitorError with the mend when it is nothing."""
    from monitor.cli import feed_checking, feed_targets  # noqa: PLC0415 - it brings the fetcher

    settings = invocation.settings
    there = feed_targets.ours(settings)
    target = feed_targets.Target(feed_targets.unlocked(request, Keyring(os.environ, settings.folder)))
    (finding,) = feed_checking.checked(settings, [target], there)
    if finding.bad:
        raise MonitorError(f"not added: {finding.says}: {finding.detail}. {finding.mend}")
    return finding
