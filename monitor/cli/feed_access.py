"""How a feed that is not open to everybody is named on the command line: secrets by reference, never in the open."""

from collections.abc import Mapping, Sequence

from monitor.errors import UsageError
from monitor.lang.headers import name_trouble, value_trouble
from monitor.model.fetching import Access
from monitor.settings.keyring import FOLDER, PREFIX
from monitor.settings.secret import is_reference

# What a header may say in the open. Any other name may well stand before a secret.
OPEN_HEADERS = frozenset({"accept", "accept-language", "referer", "user-agent"})
WHERE = (
    f"env:{PREFIX}NAME for a variable that monitor runs with, or file:NAME for a file in the folder {FOLDER} beside "
    "the configuration's files"
)
IN_THE_OPEN = f"stands in the open, where the shell's history and the list of processes show it: write {WHERE}"


def access(said: Mapping[str, str | None]) -> Access:
    """How a feed is reached, of --user, --password, --token and --certificate. Raises UsageError."""
    for name in ("password", "token"):
        if text := said.get(name):
            _reference(text, f"the secret of --{name}")
    if user := said.get("user"):
        _openable(user, "--user")
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
        if not colon or not name or not value:
            raise UsageError(f"--header takes 'Name: reference', and the reference is {WHERE}.")
        if trouble := name_trouble(name):
            raise UsageError(f"--header: {name!r} {trouble}.")
        if name.lower() not in OPEN_HEADERS:
            _reference(value, f"the value of the header {name}")
        if trouble := value_trouble(value):
            raise UsageError(f"--header: the value of {name} {trouble}.")
        found[name] = value
    return found


def _reference(text: str, what: str) -> None:
    """Raises UsageError for a secret, and for a reference that a poll would not open."""
    if not is_reference(text):
        raise UsageError(f"{what} {IN_THE_OPEN}.")
    _openable(text, what)


def _openable(text: str, what: str) -> None:
    if text.startswith("env:") and not text.startswith(f"env:{PREFIX}"):
        raise UsageError(f"{what}: feeds that are added here open no other references than {WHERE}.")
