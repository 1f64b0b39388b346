import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from monitor.model.options import Destination, Options
from monitor.publish.channels import Later, Misconfigured, Sent, Unknown, channels_from, chat
from tests.fakes import chat_service
from tests.fakes.hooks import Deed, Taken, hooks
from tests.publish.ways import Arrival, Fault, Way

TOKEN = "T0ken-that-nobody-may-see"
FAULTS = [
    Fault("nothing", b"200 OK", Sent, 1, True),
    Fault("says no", b"403 No", Later, 1, True),
    Fault("hangs up at once", Deed.DROP_FIRST, Later, 0, True),
    Fault("takes it and hangs", Deed.HANG, Unknown, 1, True),
    Fault("unknown to apprise", "slack", Misconfigured, 0, False),
]


def arrival(taken: Taken) -> Arrival:
    read = json.loads(taken.body)
    return Arrival("", f"{read['title']}\n{read['body']}")


@contextmanager
def opened(folder: Path, fault: bytes | Deed | str | None = None) -> Iterator[Way]:
    """apprise itself is an extra: a stand-in lies where it would."""
    place = str(next(iter(chat_service.__path__)))
    kind = fault if isinstance(fault, str) else "fake"
    with (
        hooks(*((fault,) if isinstance(fault, bytes | Deed) else ())) as server,
        mock.patch.dict(os.environ, {"PYTHONPATH": place}),
        mock.patch.object(sys, "path", [place, *sys.path]),
        mock.patch.object(chat, "SEND_S", 2.0),
    ):
        address = f"{kind}://127.0.0.1:{server.port}/{TOKEN}"
        wrong = {"file": "file:///etc/passwd", "json": f"json://a.example/{TOKEN}", "bare": TOKEN,
                 "mails": f"mailto://a:{TOKEN}@b.example", "hooks": "http://127.0.0.1/"}  # fmt: skip
        there = [Destination(f"room-{n}", "chat", address) for n in range(3)]
        options = Options(
            "sqlite://", destinations=(*there, *(Destination(slug, "chat", text) for slug, text in wrong.items()))
        )
        yield Way(
            channels_from(options)["chat"], lambda: [arrival(one) for one in server.taken],
            recipients=tuple(one.slug for one in there), nobody=("nowhere", *wrong), secrets=(TOKEN,),
        )  # fmt: skip
