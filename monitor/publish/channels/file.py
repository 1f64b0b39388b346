"""The file channel: what is sent becomes files in a folder, whole or not at all.

A recipient with an @ gets a message, `ID.eml`, in the outbox folder. A destination gets a folder of its own for each
edition, with the page, the text and the JSON of it: `LIST-PERIOD/{edition.html,edition.txt,edition.json}`. Names are of
our own making, nothing that stands in a message goes into a path, and no link in the way is followed.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from monitor.model.options import Options
from monitor.publish.channels import Later, Misconfigured, Refused, Result, Sent
from monitor.publish.message import Outgoing, ascii_address, letter, sender_address

ODD = re.compile(r"[^a-z0-9-]+")
NAME_CHARS = 80


class FileChannel:
    """Writes into the outbox folder or that of a destination, which are made when the first message comes. Names are
    made from the edition and its Message-ID, so a second try replaces the first: no doubt, no doubles."""

    name = "file"

    def __init__(self, options: Options) -> None:
        """Opens nothing yet."""
        self.options = options

    def trouble(self, recipient: str) -> str | None:
        """What is neither a mail address nor a destination."""
        if "@" not in recipient:
            there = self.options.destination(self.name, recipient)
            return None if there else f'there is no [[destination]] {recipient!r} with channel = "file" in digests.toml'
        try:
            ascii_address(recipient)
        except ValueError as error:
            return str(error)
        return None

    def send(self, message: Outgoing, *, committed: Callable[[], None]) -> Result:
        """Write, sync, rename. A full disk is `Later`."""
        there = self.options.destination(self.name, message.recipient)
        try:
            sender_address(self.options.mail.sender)
        except ValueError as error:
            return Misconfigured(f"the sender {self.options.mail.sender!r}: {error}")
        if there is None and "@" not in message.recipient:
            return Misconfigured(self.trouble(message.recipient) or "", stop=False)
        try:
            target = self._folder(message, there.address) if there else self._message(message)
            waiting = target()
        except ValueError as error:
            return Refused(str(error))
        except OSError as error:
            return Later(f"{error.filename or self.name}: {error.strerror or error}", stop=there is None)
        return _put(waiting, committed)

    def close(self) -> None:
        """Nothing is kept open."""

    def _message(self, message: Outgoing) -> Callable[[], tuple[Path, Path]]:
        folder = Path(self.options.mail.folder)
        content = letter(message, self.options.mail.sender).as_bytes()
        return lambda: _file(folder, f"{_plain(message.id)}.eml", content)

    def _folder(self, message: Outgoing, address: str) -> Callable[[], tuple[Path, Path]]:
        stamp = f"{message.at or message.date:%Y%m%dT%H%MZ}".lower()
        name = f"{_plain(message.list_slug)}-{stamp}-{_plain(message.id)[:8]}"
        data = {"subject": message.rendered.subject, "link": message.link, "id": message.id, **message.data}
        files = {
            "edition.html": message.rendered.html.encode(), "edition.txt": message.rendered.text.encode(),
            "edition.json": json.dumps(data, ensure_ascii=False, indent=1, default=str).encode(),
        }  # fmt: skip
        return lambda: _tree(Path(address), name, files)


def _plain(text: str) -> str:
    return ODD.sub("-", text.lower())[:NAME_CHARS].strip("-") or "message"


def _put(made: tuple[Path, Path], committed: Callable[[], None]) -> Result:
    waiting, target = made
    try:
        committed()
        _replace(waiting, target)
    except OSError as error:
        return Later(f"{target}: {error.strerror or error}")
    return Sent(f"written to {target}")


def _replace(waiting: Path, target: Path) -> None:
    """A folder cannot take the place of another that holds something: that of an earlier try steps aside first."""
    aside = target.with_name(f".{target.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    if target.is_dir() and not target.is_symlink():
        target.replace(aside)
    waiting.replace(target)
    _settle(target.parent)
    shutil.rmtree(aside, ignore_errors=True)


def _file(folder: Path, name: str, content: bytes) -> tuple[Path, Path]:
    """The file under a name that nobody reads yet, and where it belongs."""
    folder.mkdir(parents=True, exist_ok=True)
    waiting = folder / f"{name}.part"
    _write(waiting, content)
    return waiting, folder / name


def _tree(folder: Path, name: str, files: Mapping[str, bytes]) -> tuple[Path, Path]:
    """The same with a folder of several files."""
    waiting = folder / f".{name}.part"
    if waiting.is_symlink():
        waiting.unlink()
    shutil.rmtree(waiting, ignore_errors=True)
    waiting.mkdir(parents=True)
    for inner, content in files.items():
        _write(waiting / inner, content)
    _settle(waiting)
    return waiting, folder / name


def _write(path: Path, content: bytes) -> None:
    """A new file, never through a link that somebody laid there."""
    with suppress(FileNotFoundError):
        path.unlink()
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o644)
    with os.fdopen(number, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Names in it survive a power cut, where the system has a way to say so."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def make(options: Options) -> FileChannel:
    """The channel as configured."""
    return FileChannel(options)
