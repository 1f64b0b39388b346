"""The file channel: each message becomes an .eml file in a folder, whole or not at all."""

import os
from collections.abc import Callable
from pathlib import Path

from monitor.model.options import Options
from monitor.publish.channels import Later, Misconfigured, Refused, Result, Sent
from monitor.publish.message import Outgoing, letter, sender_address


class FileChannel:
    """Writes into `folder`, which is made when the first message comes. The name is that of the Message-ID, so a second
    try replaces the first: no doubt, no doubles."""

    name = "file"

    def __init__(self, folder: Path, sender: str) -> None:
        """`sender` stands in From."""
        self.folder, self.sender = folder, sender

    def send(self, message: Outgoing, *, committed: Callable[[], None]) -> Result:
        """Write, sync, rename. A full disk is `Later`."""
        try:
            sender_address(self.sender)
        except ValueError as error:
            return Misconfigured(f"the sender {self.sender!r}: {error}")
        try:
            content = letter(message, self.sender).as_bytes()
        except ValueError as error:
            return Refused(str(error))
        target = self.folder / f"{message.message_id.strip('<>').partition('@')[0]}.eml"
        try:
            waiting = _write(target, content)
            committed()
            waiting.replace(target)
        except OSError as error:
            return Later(f"{target}: {error.strerror or error}", stop=True)
        return Sent(f"written to {target}")

    def close(self) -> None:
        """Nothing is kept open."""


def _write(target: Path, content: bytes) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = target.with_suffix(".part")
    with waiting.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return waiting


def make(options: Options) -> FileChannel:
    """The channel as configured."""
    return FileChannel(Path(options.mail.folder), options.mail.sender)
