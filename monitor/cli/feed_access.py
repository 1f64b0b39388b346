"""How a feed that is not open to everybody is named on the command line: secrets by reference, never in the open."""

from collections.abc import Mapping, Sequence

from monitor.errors import UsageError
from monitor.model.fetching import Access
from monitor.settings.secret import is_reference

# What a header may say in the open. Any other name may well stand before a secret.
OPEN_HEADERS = frozenset({"accept", "accept-language", "referer", "user-agent"})
HOST_SET = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding"})
IN_THE_OPEN = (
    "stands in the open, where the shell's history and the list of processes show it: write env:NAME for a variable "
    "that monitor runs with, or file:PATH for a file that it may read"
)


def access(said: Mapping[str, str | None]) -> Access:
    """How a feed is reached, of --user, --password, --token and --certificate. Raises UsageError."""
    for name in ("password", "token"):
        if (text := said.get(name)) and not is_reference(text):
            raise UsageError(f"the secret of --{name} {IN_THE_OPEN}.")
    if said.get("password") and not said.get("user"):
        raise UsageError("--password needs --user.")
    if said.get("token") and said.get("user"):
        raise UsageError("--token and --user exclude each other: both would be the header Authorization.")
    return Access(**{name: text for name, text in said.items() if text})


def headers(lines: Sequence[str]) -> dict[str, str]:
    """The headers of --header 'Name: env:NAME'. Raises UsageError."""
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or not name or not value or not name.replace("-", "").isalnum() or not name.isascii():
            raise UsageError("--header takes 'Name: env:NAME', 'Name: file:PATH', or a value that is no secret.")
        if name.lower() in HOST_SET:
            raise UsageError(f"the header {name} is set by monitor itself.")
        if name.lower() not in OPEN_HEADERS and not is_reference(value):
            raise UsageError(f"the value of the header {name} {IN_THE_OPEN}.")
        found[name] = value
    return found
