import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from monitor.model.options import Destination, Options
from monitor.publish.channels import Later, Misconfigured, Sent, Unknown, channels_from, chat
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
    return Arrival("", f"{read['title']}\n{read['message']}")


@contextmanager
def opened(folder: Path, fault: bytes | Deed | str | None = None) -> Iterator[Way]:
    """The real apprise, and ntfy, whose address may be any host: ours speaks what its service would."""
    kind = fault if isinstance(fault, str) else "ntfy"
    with (
        hooks(*((fault,) if isinstance(fault, bytes | Deed) else ())) as server,
        mock.patch.object(chat, "SEND_S", 4.0),
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
