"""Secrets: written as `env:NAME` or `file:PATH`, read when the settings are loaded, never echoed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PRIVATE_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-auth-token"})


class Untold(ValueError):
    """A secret that cannot be had; the message names the place, never the value."""


@dataclass(frozen=True, slots=True)
class Vault:
    """Where secrets are looked up: the environment, and files relative to the configuration's folder."""

    environ: Mapping[str, str]
    folder: Path

    def reveal(self, text: str) -> str:
        """The secret that `text` refers to, or `text` itself when it refers to none. Raises Untold."""
        scheme, _, rest = text.partition(":")
        if scheme == "env":
            return self._variable(rest)
        return self._file(rest) if scheme == "file" else text

    def _variable(self, name: str) -> str:
        if not self.environ.get(name):
            raise Untold(f"the variable {name} is not set")
        return self.environ[name]

    def _file(self, name: str) -> str:
        path = self.folder / name
        try:
            secret = path.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "not UTF-8"
            raise Untold(f"the file {path} cannot be read: {why}") from None
        if not secret:
            raise Untold(f"the file {path} is empty")
        return secret


def is_reference(text: str) -> bool:
    """Whether `text` says where a secret is, instead of being one."""
    return text.startswith(("env:", "file:"))


def holds_password(url: str) -> bool:
    """Whether a URL carries a password in the open."""
    try:
        return not is_reference(url) and urlsplit(url).password is not None
    except ValueError:
        return False
