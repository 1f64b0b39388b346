from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.model.options import Destination, MailOptions, Options
from monitor.publish.channels import Later, Sent, channels_from
from tests.publish.ways import Arrival, Fault, Way
from tests.publish.ways.mail import arrival

NO_FOLDER, LINK, READABLE = "a file stands in its place", "a link lies in its way", "an earlier try left a part"
FILES = ("edition.txt", "edition.html", "edition.json")
FAULTS = [
    Fault("nothing", None, Sent, 1, True),
    Fault(NO_FOLDER, NO_FOLDER, Later, 0, False),
    Fault(LINK, LINK, Sent, 1, True),
    Fault(READABLE, READABLE, Sent, 1, True),
]


@contextmanager
def opened(folder: Path, fault: str | None = None) -> Iterator[Way]:
    out, editions = folder / "out", folder / "editions"
    options = Options(
        "sqlite://",
        mail=MailOptions(folder=str(out), sender="Desk <desk@example.org>"),
        destinations=tuple(
            Destination(slug, "file", str(place)) for slug, place in (("archive", editions), ("second", editions / "x"))
        ),
    )
    if fault == NO_FOLDER:
        out.write_text("in the way")
    if fault in (LINK, READABLE):
        out.mkdir()
        part = out / "abc123.eml.part"
        if fault == LINK:
            part.symlink_to(folder / "elsewhere")
        else:
            part.write_text("half")

    def arrived() -> list[Arrival]:
        assert not (folder / "elsewhere").exists()
        mails = [arrival(path.read_bytes()) for path in out.glob("*.eml")] if out.is_dir() else []
        pages = [
            Arrival(path.name.rpartition("-")[2], "".join((path / name).read_text("utf-8") for name in FILES))
            for path in (*editions.glob("[!.x]*-*"), *editions.glob("x/[!.]*-*"))
        ]
        return mails + pages

    nobody = ("a\r\nBcc: b@example.org", "../up@example.org\x00", "<a@example.org>", "nowhere")
    channel = channels_from(options)["file"]
    yield Way(channel, arrived, recipients=("mina@example.org", "archive", "second"), nobody=nobody)
