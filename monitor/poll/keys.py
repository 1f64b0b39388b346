"""What opens the secrets of feeds that people add: handed in, as it knows the machine."""

from collections.abc import Mapping
from typing import Protocol

from monitor.model.fetching import Access


class Keys(Protocol):
    """Turns references (env:NAME, file:PATH) into what they say; ValueError names what is missing."""

    def headers(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        """Headers with their secrets."""

    def access(self, access: Access) -> Access:
        """An access with its secrets."""


class NoKeys:
    """Opens nothing: everything is what it says."""

    def headers(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        """As they are."""
        return headers

    def access(self, access: Access) -> Access:
        """As it is."""
        return access
