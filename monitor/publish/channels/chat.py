"""The chat channel: every service that apprise speaks to (Slack, Teams, Telegram, Matrix, ntfy, …), as an extra.

The address is a destination of the configuration, a secret as a rule. apprise runs in a process of its own, which gets
it by its standard input and is stopped when it takes too long: its time-outs are per read, and a thread cannot be
ended. It says only yes or no, so a "no" is tried again by the table, and never taken for a refusal for good.
"""

import html
import importlib.util
import json
import os
import re
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Self, cast

from monitor.model.options import Options
from monitor.publish.channels import Later, Misconfigured, Result, Sent, Unknown
from monitor.publish.message import Outgoing
from monitor.publish.words import one_line

EXTRA = "needs the extra chat: pip install 'monitor[chat]'"
REFUSED = frozenset(  # what is no chat service: files, bare HTTP, mail, this machine's own desktop and log
    "file files include json jsons xml xmls form forms mailto mailtos apprise apprises syslog rsyslog dbus qt glib "
    "gnome kde macosx windows growl growls amqp amqps http".split()
)
OPEN_S, SEND_S = 15.0, 45.0  # to import it and read the address; to speak to the service
CHARS = 10_000  # of a message, whatever a service would take: nobody reads more in a chat
SECRET_CHARS = 6  # pieces of an address from this length on are never repeated
GO = "go\n"


class ChatChannel:
    """Sends each message to the service of the destination that its recipient names."""

    name = "chat"

    def __init__(self, options: Options) -> None:
        """Opens nothing."""
        self.options = options

    def trouble(self, recipient: str) -> str | None:
        """A destination that is not there, an address that is no chat's, a missing extra."""
        there = self.options.destination(self.name, recipient)
        if there is None:
            return f'there is no [[destination]] {recipient!r} with channel = "chat" in digests.toml'
        scheme, separator, _ = there.address.partition("://")
        if not separator or scheme.lower() in REFUSED:
            return f"the address of {recipient} is no chat service's: it must be one of apprise, like slack://…"
        return None if importlib.util.find_spec("apprise") else EXTRA

    def send(self, message: Outgoing, *, committed: Callable[[], None]) -> Result:
        """One message, cut to what the service takes."""
        there = self.options.destination(self.name, message.recipient)
        why = self.trouble(message.recipient)
        if there is None or why:
            return Misconfigured(why or "", stop=False)
        letter = {
            "address": there.address, "title": one_line(message.rendered.subject, 200),
            "body": message.rendered.text, "link": message.link,
        }  # fmt: skip
        with _Child(letter) as child:
            return _sent(child, committed)

    def close(self) -> None:
        """Nothing is kept open."""


def _sent(child: "_Child", committed: Callable[[], None]) -> Result:
    opened = child.answer(OPEN_S)
    if opened is None:
        return Later("apprise did not start in time")
    if "trouble" in opened:
        return Misconfigured(str(opened["trouble"]), stop=False)
    committed()
    child.say(GO)
    answer = child.answer(SEND_S)
    service = opened.get("service", "the service")
    if answer is None:
        return Unknown(f"{service} did not answer in time")
    said = f": {answer['said']}" if answer.get("said") else ""
    return Sent(f"{service} took it") if answer.get("taken") is True else Later(f"{service} did not take it{said}")


class _Child:
    """apprise in a process of its own; killed at the end whatever it does."""

    def __init__(self, letter: Mapping[str, str]) -> None:
        self.letter = letter
        self.rest = b""

    def __enter__(self) -> Self:
        words = [sys.executable, "-m", __name__]
        self.process = subprocess.Popen(  # noqa: S603 - ourselves
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.say(json.dumps(self.letter) + "\n")
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        with suppress(OSError):
            self.process.communicate()

    def say(self, line: str) -> None:
        """One line to it. One that is gone says so by its silence."""
        if self.process.stdin is not None:
            with suppress(OSError):
                self.process.stdin.write(line.encode())
                self.process.stdin.flush()

    def answer(self, seconds: float) -> dict[str, Any] | None:
        """Its next line; None when there is none in time."""
        until = time.monotonic() + seconds
        stream = self.process.stdout
        with selectors.DefaultSelector() as selector:
            if stream is not None:
                selector.register(stream, selectors.EVENT_READ)
            while stream is not None and b"\n" not in self.rest:
                if not selector.select(max(0.0, until - time.monotonic())) or time.monotonic() > until:
                    return None
                more = os.read(stream.fileno(), 65536)
                if not more:
                    return None
                self.rest += more
        line, _, self.rest = self.rest.partition(b"\n")
        return cast("dict[str, Any]", json.loads(line))


# --- in the other process -------------------------------------------------------------------------------------


def child() -> None:
    """Read the letter, make the service, wait for the word, send; a line of JSON after each."""
    letter = json.loads(sys.stdin.readline())
    service = _service(letter["address"])
    if service is None:
        _say({"trouble": "apprise knows no such service, or its address is not whole: see its documentation"})
        return
    _say({"service": str(service.service_name)})
    if sys.stdin.readline() == GO:
        _say(_notify(service, letter))


def _service(address: str) -> Any:
    import apprise  # noqa: PLC0415 - an extra, and only ever in this process

    asset = apprise.AppriseAsset(
        plugin_paths=[], storage_mode="memory", async_mode=False, secure_logging=True, http_redirects=0,
        default_service_retry=0, app_id="monitor", image_url_mask="",
    )  # fmt: skip
    with suppress(Exception):
        return apprise.Apprise.instantiate(address, asset=asset)
    return None


def _notify(service: Any, letter: Mapping[str, str]) -> dict[str, object]:
    import logging  # noqa: PLC0415 - only here

    import apprise  # noqa: PLC0415

    said: list[str] = []
    listener = logging.Handler(logging.WARNING)
    listener.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("apprise").addHandler(listener)
    robot = apprise.Apprise(asset=service.asset)
    robot.add(service)
    taken = robot.notify(body=fitting(letter, room(service, letter)), title=letter["title"], body_format="text")
    return {"taken": bool(taken), "said": hushed(" ".join(said), letter["address"])}


def room(service: Any, letter: Mapping[str, str]) -> int:
    """Characters that the service leaves for the body: a service without titles has the title in it."""
    own = 0 if service.title_maxlen else len(html.escape(letter["title"])) + 2
    return max(0, min(int(service.body_maxlen), CHARS) - own)


def fitting(letter: Mapping[str, str], chars: int) -> str:
    """The text, whole or cut between two lines; then it says so, and where the whole is. Counted as HTML, which is the
    longest form that it may be sent in."""
    body = letter["body"].rstrip()
    if len(html.escape(body)) <= chars:
        return body
    lines = body.split("\n")
    left, kept = chars - len(html.escape(_cut(len(lines), letter["link"]))), 0
    for line in lines:
        left -= len(html.escape(line)) + 1
        if left < 0:
            break
        kept += 1
    text = "\n".join([*lines[:kept], _cut(len(lines) - kept, letter["link"])])
    return text if len(html.escape(text)) <= chars else letter["link"][:chars]


def _cut(lines: int, link: str) -> str:
    return f"\n… {lines} more lines do not fit here. All of it: {link}"


def hushed(said: str, address: str) -> str:
    """What apprise said, without any piece of the address."""
    pieces = sorted((part for part in re.split(r"[/:@?&=#]+", address) if len(part) >= SECRET_CHARS), key=len)
    for piece in reversed(pieces):
        said = said.replace(piece, "…")
    return one_line(said, 300)


def _say(what: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def make(options: Options) -> ChatChannel:
    """The channel as configured."""
    return ChatChannel(options)


if __name__ == "__main__":
    child()
