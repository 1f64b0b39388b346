"""A resend by a person: to a webhook it is a message of its own, a mail keeps its Message-ID."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from monitor.model.options import Options
from monitor.publish.composing import compose_due
from monitor.store import deliveries
from monitor.store.database import Database
from monitor.store.schema import delivery
from tests.builders.editions import END, SPEC
from tests.builders.judged import Archive


@pytest.mark.parametrize(("channel", "same"), [("mail", True), ("webhook", False)])
def test_the_id_of_what_is_sent_again(database: Database, channel: str, same: bool) -> None:
    archive = Archive(database)
    archive.digest(replace(SPEC, channel=channel))
    archive.article("Pier grows")
    (edition,) = compose_due(database, now=END, options=Options("sqlite://"))
    seen = []
    for hours in range(3):
        with database.write() as conn:
            conn.execute(update(delivery).values(next_try=None))
        deliveries.resend(database, edition, now=END + timedelta(hours=hours))
        with database.read() as conn:
            seen.append(deliveries.of_edition(conn, edition)[0].message_id)
    assert len(set(seen)) == (1 if same else 3)
    assert all(one.count("@") == 1 for one in seen)
