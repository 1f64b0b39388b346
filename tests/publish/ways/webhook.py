import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.model.options import Destination, FetchOptions, Options
from monitor.publish.channels import Gone, Later, Misconfigured, Refused, Sent, Unknown, channels_from
from tests.fakes.hooks import Deed, Taken, hooks
from tests.publish.ways import Arrival, Fault, Way

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()
FAULTS = [
    Fault("nothing", b"200 OK", Sent, 1, True),
    Fault("accepted without a word", b"202 Accepted", Sent, 1, True),
    Fault("an answer without end", Deed.ENDLESS, Sent, 1, True),
    Fault("500", b"500 Oops\n\nbroken", Later, 1, True),
    Fault("429 with Retry-After", b"429 Slow\nRetry-After: 600", Later, 1, True),
    Fault("404", b"404 Not Found", Later, 1, True),
    Fault("410", b"410 Gone", Gone, 1, True),
    Fault("413", b"413 Too Large", Refused, 1, True),
    Fault("a redirect", b"307 There\nLocation: http://127.0.0.1:1/", Misconfigured, 1, True),
    Fault("hangs up at once", Deed.DROP_FIRST, Unknown, 0, True),
    Fault("takes it and hangs up", Deed.DROP, Unknown, 1, True),
    Fault("takes it and hangs", Deed.HANG, Unknown, 1, True),
    Fault("no HTTP", Deed.GARBAGE, Unknown, 1, True),
    Fault("nobody listens", "closed", Later, 0, False),
    Fault("a private address", "guarded", Misconfigured, 0, False),
]


def arrival(taken: Taken) -> Arrival:
    """What came, with its signature proven by hand."""
    number, at = taken.headers["webhook-id"], taken.headers["webhook-timestamp"]
    right = hmac.new(KEY, f"{number}.{at}.".encode() + taken.body, hashlib.sha256).digest()
    assert taken.headers["webhook-signature"] == f"v1,{base64.b64encode(right).decode()}"
    assert taken.headers["content-type"] == "application/json"
    read = json.loads(taken.body)
    return Arrival(number.removeprefix("msg_"), f"{read['data']['subject']}\n{read['data']['text']}")


@contextmanager
def opened(folder: Path, fault: bytes | Deed | str | None = None) -> Iterator[Way]:
    deeds = (fault,) if isinstance(fault, bytes | Deed) else ()
    with hooks(*deeds) as server:
        allow = () if fault == "guarded" else (f"127.0.0.1:{server.port}",)
        base = f"http://127.0.0.1:{server.port}"
        there = [Destination(f"desk-{n}", "webhook", f"{base}/hook-{n}", SECRET) for n in range(3)]
        wrong = [
            Destination("no-secret", "webhook", "https://a.example/"),
            Destination("short-secret", "webhook", "https://a.example/", "whsec_aGVsbG8="),
            Destination("open-secret", "webhook", "https://a.example/", "hello-hello-hello-hello-hello"),
            Destination("no-address", "webhook", "file:///etc/passwd", SECRET),
            Destination("chats", "chat", "https://a.example/", SECRET),
        ]
        fetch = FetchOptions(allow=allow, deadline_s=1.0, connect_s=1.0)
        options = Options("sqlite://", fetch=fetch, destinations=(*there, *wrong))
        if fault == "closed":
            server.listener.shutdown(socket.SHUT_RDWR)  # closing alone lets the accept that waits take one more
            server.listener.close()
        yield Way(
            channels_from(options)["webhook"], lambda: [arrival(one) for one in server.taken],
            recipients=tuple(one.slug for one in there), secrets=(SECRET, SECRET[6:], "hello-hello-hello"),
            nobody=("nowhere", *(one.slug for one in wrong)),
        )  # fmt: skip
