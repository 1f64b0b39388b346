"""Passwords: argon2, two at a time (64 MiB each), and the same effort for names that nobody has."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST = 10  # characters
_hasher = PasswordHasher()
_room = threading.Semaphore(2)
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$b25seSB0byB0YWtlIHRpbWU$"  # fits nothing; looking takes as long as at a real one
    "GpZ3sK/oH9p7VIiV56G/64Zo/8GaUw434IimaPqxwCo"
)


def hashed(password: str) -> str:
    """The hash to keep."""
    with _room:
        return _hasher.hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one; None costs the same and never fits."""
    with _room:
        try:
            return _hasher.verify(stored or NOBODY, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def is_stale(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)
