"""`/system` and `/help`."""

from dataclasses import asdict

from monitor.publish.web.context import Answer, Visit
from monitor.publish.web.pages.topic import plain
from monitor.publish.web.shapes import SHAPES
from monitor.store import silences
from monitor.store.views_system import system as read_system

KEYS = (
    ("j k", "next, previous row"), ("o", "open the row"), ("v", "open the original in a new tab"),
    ("x", "unfold reprints"), ("/", "search"), ("g o", "go to the overview"), ("g t", "go to the first topic"),
    ("g f", "go to the feeds"), ("g d", "go to the digests"), ("g s", "go to the system page"),
    ("[ ]", "previous, next of the list you came from"), ("?", "this help"), ("Esc", "close"),
)  # fmt: skip


def system(visit: Visit) -> Answer:
    """Is it working now?"""
    view = read_system(visit.web.db, visit.conn, visit.now)
    lasting = silences.open_now(visit.conn)

    def data() -> dict[str, object]:
        return {**plain(asdict(view)), "silences": [plain(asdict(one)) for one in lasting]}

    return Answer("system.html", "System", {"view": view, "silences": lasting}, data, here="system")


def help_(_visit: Visit) -> Answer:
    """Keys and words."""
    return Answer("help.html", "Help", {"keys": KEYS, "slots": range(1, len(SHAPES) + 1)},
                  lambda: {"keys": dict(KEYS)}, here="help")  # fmt: skip
