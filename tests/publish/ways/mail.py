from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path

from monitor.model.options import MailOptions, Options
from monitor.publish.channels import Later, Misconfigured, Refused, Sent, Unknown, channels_from
from tests.fakes.smtp_script import Fault as Smtp
from tests.fakes.smtp_script import Script, scripted_smtp
from tests.publish.ways import Arrival, Fault, Way

FAULTS = [
    Fault("nothing", {}, Sent, 1, True),
    Fault("421 as greeting", {"greeting": b"421 busy"}, Later, 0, False),
    Fault("greylists at EHLO", {"ehlo": b"451 later", "helo": b"451 later"}, Later, 0, False),
    Fault("greylists at MAIL", {"mail": b"451 later"}, Later, 0, False),
    Fault("greylists at RCPT", {"rcpt": b"450 later"}, Later, 0, False),
    Fault("greylists at DATA", {"data": b"451 later"}, Later, 0, False),
    Fault("greylists after the dot", {"dot": b"451 later"}, Later, 0, True),
    Fault("refuses the recipient", {"rcpt": b"550 nobody"}, Refused, 0, False),
    Fault("refuses the message", {"dot": b"554 no"}, Refused, 0, True),
    Fault("refuses the sender", {"mail": b"550 not you"}, Misconfigured, 0, False),
    Fault("drops in DATA", {"body": Smtp.DROP}, Later, 0, False),
    Fault("takes it and drops", {"dot": Smtp.TAKE_AND_DROP}, Unknown, 1, True),
    Fault("hangs after the dot", {"dot": Smtp.HANG}, Unknown, 0, True),
    Fault("hangs at QUIT", {"quit": Smtp.HANG}, Sent, 1, True),
]


@contextmanager
def opened(folder: Path, fault: Script | None = None) -> Iterator[Way]:
    with scripted_smtp(fault or {}) as server:
        mail = MailOptions(
            host="127.0.0.1", port=server.port, sender="Desk <desk@example.org>", timeout_s=1.0, answer_s=0.5
        )
        nobody = ("a\r\nBcc: b@example.org", "a b@example.org", "<a@example.org>", "ü@example.org", "newsroom")
        channel = channels_from(Options("sqlite://", mail=mail))["mail"]
        yield Way(channel, lambda: [arrival(content) for _, content in server.taken], nobody=nobody)


def arrival(content: bytes) -> Arrival:
    mail = message_from_bytes(content, policy=policy.default)
    assert mail.is_multipart()
    plain, html = mail.iter_parts()
    text = f"{mail['To']}\n{mail['Subject']}\n{plain.get_content()}\n{html.get_content()}"
    return Arrival(str(mail["Message-ID"]).strip("<>").partition("@")[0], text.replace("\r\n", "\n"))
