"""Secrets of the feeds that people add: in the database stand references only, which are opened when a feed is polled.

Whoever may add a feed chooses the server that is asked too. So these references open nothing but what was laid out for
feeds: variables that begin with MONITOR_FEED_, and files in the folder feed-secrets beside the configuration's files.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from monitor.model.fetching import Access
from monitor.settings.secret import Untold, Vault

PREFIX, FOLDER = "MONITOR_FEED_", "feed-secrets"


class Keyring:
    """Opens references of feeds that people add. Its errors are ValueErrors, and name what is missing."""

    def __init__(self, environ: Mapping[str, str], folder: Path) -> None:
        """`folder` is the configuration's."""
        self._folder = folder / FOLDER
        self._vault = Vault({name: value for name, value in environ.items() if name.startswith(PREFIX)}, self._folder)

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The headers with their secrets. Raises ValueError."""
        return {name: self._opened(text) for name, text in headers.items()}

    def access(self, access: Access) -> Access:
        """The access with its secrets, and with whole paths. Raises ValueError."""
        if access == Access():
            return access
        return replace(
            access,
            user=self._said(access.user),
            password=self._said(access.password),
            token=self._said(access.token),
            proxy=self._said(access.proxy),
            certificate=self._path(access.certificate),
            key=self._path(access.key),
        )

    def _said(self, text: str | None) -> str | None:
        return None if text is None else self._opened(text)

    def _opened(self, text: str) -> str:
        scheme, _, name = text.partition(":")
        if scheme == "env" and not name.startswith(PREFIX):
            raise Untold(f"the variable {name} is none for feeds that were added here: those begin with {PREFIX}")
        if scheme == "file":
            self._path(name)
        return self._vault.reveal(text).strip()

    def _path(self, name: str | None) -> str | None:
        """A file in the folder for it, and nowhere else."""
        if name is None:
            return None
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise Untold(f"the file {name} is none for feeds that were added here: those lie in {self._folder}")
        return str(path)
