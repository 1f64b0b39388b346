"""Links that act without a login: signed, for one recipient of one list, and good for one purpose only."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from monitor.store import secrets
from monitor.store.database import Database

KEY = "links"
LEAVE, JOIN = "leave", "join"
GOOD_FOR = timedelta(days=7)  # a confirmation
LONGEST = 2000  # characters of a token that are looked at
_PLAIN = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a token proves: whoever has it reads the mail of `recipient`, and it is about this list."""

    list: str
    recipient: str


class Signer:
    """Makes and reads tokens. HMAC-SHA256, compared in constant time; nothing in a token is secret."""

    def __init__(self, key: bytes) -> None:
        """`key` is the database's."""
        self._key = key

    def leave(self, claim: Claim) -> str:
        """A token to leave the list. It never expires: mail is kept for years."""
        return self._signed(LEAVE, [claim.list, claim.recipient])

    def join(self, claim: Claim, now: datetime) -> str:
        """A token to confirm that this address wants to be on the list, good for seven days."""
        return self._signed(JOIN, [claim.list, claim.recipient, int((now + GOOD_FOR).timestamp())])

    def may_leave(self, token: str) -> Claim | None:
        """What a token of `leave` says; None for anything else."""
        return _claim(self._read(LEAVE, token), 2)

    def may_join(self, token: str, now: datetime) -> Claim | None:
        """What a token of `join` says; None for anything else, and after its time."""
        said = self._read(JOIN, token)
        until = said[2] if isinstance(said, list) and len(said) == 3 else None
        if not isinstance(until, int) or now > datetime.fromtimestamp(until, UTC):
            return None
        return _claim(said, 3)

    def _signed(self, purpose: str, said: list[object]) -> str:
        return _text(self._serializer(purpose).dumps(said))

    def _read(self, purpose: str, token: str) -> object:
        try:
            return self._serializer(purpose).loads(token) if len(token) <= LONGEST else None
        except BadData:
            return None

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        options = {"key_derivation": "hmac", "digest_method": sha256}
        return URLSafeSerializer(self._key, f"monitor {purpose}", serializer=_PLAIN_JSON, signer_kwargs=options)


class _Json:
    """JSON without blanks, so that the same claim is always the same token."""

    @staticmethod
    def dumps(said: object) -> str:
        """As text."""
        return _PLAIN.encode(said)

    @staticmethod
    def loads(text: str | bytes) -> object:
        """From text."""
        return json.loads(text)


_PLAIN_JSON = _Json()


def _claim(said: object, parts: int) -> Claim | None:
    if not isinstance(said, list) or len(said) != parts or not all(isinstance(one, str) for one in said[:2]):
        return None
    return Claim(said[0], said[1])


def _text(signed: str | bytes) -> str:
    return signed if isinstance(signed, str) else signed.decode("ascii")


def signer(db: Database) -> Signer:
    """The signer of this database."""
    return Signer(secrets.key(db, KEY))
