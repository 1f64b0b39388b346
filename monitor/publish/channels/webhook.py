"""The webhook channel: JSON to an address of the configuration, signed as Standard Webhooks says.

https://www.standardwebhooks.com: `webhook-id` is the same for every try, so that a receiver knows doubles;
`webhook-timestamp` is when this try began; `webhook-signature` is HMAC-SHA256 over `id.timestamp.body`, one for each
key that the secret holds, so that keys can change without a gap.
"""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from monitor.collect.fetch_post import Courier, NotHanded, Parcel, Received
from monitor.model.fetching import Outcome
from monitor.model.options import Destination, Options
from monitor.publish.channels import Gone, Later, Misconfigured, Refused, Result, Sent, Unknown
from monitor.publish.message import Outgoing

PREFIX, VERSION = "whsec_", "v1"
LEAST_KEY, MOST_KEY = 24, 64  # bytes, as the standard asks
GONE, TOO_LARGE = 410, 413
OURS = frozenset({Outcome.BLOCKED_ADDRESS, Outcome.BAD_URL, Outcome.TLS})  # what only the configuration can mend


class WebhookChannel:
    """Posts each message to the destination that its recipient names."""

    name = "webhook"

    def __init__(self, options: Options) -> None:
        """Opens nothing yet."""
        self.options = options
        self._courier: Courier | None = None

    def trouble(self, recipient: str) -> str | None:
        """A destination that is not there, or lacks an address or a secret."""
        there = self.options.destination(self.name, recipient)
        if there is None:
            return f'there is no [[destination]] {recipient!r} with channel = "webhook" in digests.toml'
        try:
            keys_of(there.secret)
        except ValueError as error:
            return f"the secret of {recipient} {error}"
        parts = urlsplit(there.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return f"the address of {recipient} must begin with https://"
        return None

    def send(self, message: Outgoing, *, committed: Callable[[], None]) -> Result:
        """One POST. What was sent and not answered is tried again under the same id."""
        there = self.options.destination(self.name, message.recipient)
        why = self.trouble(message.recipient)
        if there is None or why:
            return Misconfigured(why or "", stop=False)
        parcel = _parcel(message, there, int(time.time()))
        if self._courier is None:
            self._courier = Courier(self.options.fetch)
        answer = self._courier.hand_over(parcel, committed=committed)
        return _received(answer) if isinstance(answer, Received) else _not_handed(answer)

    def close(self) -> None:
        """Give the courier up."""
        courier, self._courier = self._courier, None
        if courier is not None:
            courier.close()


def _parcel(message: Outgoing, there: Destination, now: int) -> Parcel:
    body = json.dumps(content(message), ensure_ascii=False, separators=(",", ":"), default=str).encode()
    number = f"msg_{message.id}"
    headers = {
        "Content-Type": "application/json", "webhook-id": number, "webhook-timestamp": str(now),
        "webhook-signature": " ".join(signature(key, number, now, body) for key in keys_of(there.secret)),
    }  # fmt: skip
    return Parcel(there.address, headers, body)


def content(message: Outgoing) -> dict[str, object]:
    """What a receiver gets: what it is, of which list, in words, and the whole of it as data."""
    return {
        "type": f"{message.kind.value}.published",
        "timestamp": (message.at or message.date).isoformat(),
        "data": {
            "list": message.list_slug, "name": message.list_name, "subject": message.rendered.subject,
            "text": message.rendered.text, "link": message.link, message.kind.value: dict(message.data),
        },
    }  # fmt: skip


def keys_of(secret: str | None) -> list[bytes]:
    """The keys that a secret holds, with blanks between: the newest first. Raises ValueError, and repeats nothing."""
    if not secret or not secret.split():
        raise ValueError("is missing: write env:NAME or file:PATH of whsec_ and 24 to 64 bytes in base64")
    return [_key(part) for part in secret.split()]


def _key(part: str) -> bytes:
    try:
        key = base64.b64decode(part.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not part.startswith(PREFIX) or not LEAST_KEY <= len(key) <= MOST_KEY:
        raise ValueError("must be whsec_ and 24 to 64 bytes in base64")
    return key


def signature(key: bytes, number: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the HMAC in base64."""
    signed = f"{number}.{timestamp}.".encode() + body
    return f"{VERSION},{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"


def _received(answer: Received) -> Result:
    said = f"HTTP {answer.status}" + (f": {answer.words}" if answer.words else "")
    if answer.status // 100 == 2:
        return Sent(said)
    if answer.status // 100 == 3:
        return Misconfigured(f"{said}; redirects are not followed: give the address where it leads", stop=False)
    if answer.status == GONE:
        return Gone(said)
    if answer.status == TOO_LARGE:
        return Refused(said)
    return Later(said, after_s=answer.retry_after or 0)


def _not_handed(answer: NotHanded) -> Result:
    said = f"{answer.outcome.value}: {answer.detail}"
    if answer.sent:
        return Unknown(said, again=True)
    return Misconfigured(said, stop=False) if answer.outcome in OURS else Later(said)


def make(options: Options) -> WebhookChannel:
    """The channel as configured."""
    return WebhookChannel(options)
