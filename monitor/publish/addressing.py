"""Who gets an edition: whom its digest names, less those who left, and those who joined."""

from dataclasses import replace

from monitor.model.letter import LetterKind, list_of
from monitor.store import subscribers
from monitor.store.database import Connection
from monitor.store.editions import DigestRow


def addressed(conn: Connection, row: DigestRow) -> DigestRow:
    """The digest with the recipients that its next edition goes to."""
    to = subscribers.addressed(conn, list_of(LetterKind.EDITION, row.spec.slug), row.spec.recipients)
    return row if to == row.spec.recipients else replace(row, spec=replace(row.spec, recipients=to))
