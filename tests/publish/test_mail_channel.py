"""SMTP, step by step, with servers that misbehave at each of them."""

import time
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.options import MailOptions
from monitor.publish.channels import Later, Misconfigured, Refused, Result, Sent, Unknown
from monitor.publish.channels.mail import MailChannel, dotted
from monitor.publish.message import Outgoing, letter, message_id
from tests.builders.editions import END
from tests.fakes.smtp import PASSWORD, USER, client_context, mail_server
from tests.fakes.smtp_script import Fault, Script, ScriptedSmtp, scripted_smtp
from tests.publish.test_channels import RENDERED, outgoing


def channel(port: int, **more: object) -> MailChannel:
    plain = {"host": "127.0.0.1", "port": port, "sender": "Desk <desk@example.org>", "timeout_s": 1.0, "answer_s": 1.0}
    return MailChannel(MailOptions(**plain | more), client_context())  # type: ignore[arg-type]


def commit(committed: list[None]) -> None:
    """As slow as a database: a server that hung up in DATA is seen to have done so."""
    time.sleep(0.05)
    committed.append(None)


def sent(server: ScriptedSmtp, message: Outgoing | None = None, **more: object) -> tuple[Result, int]:
    """How one message went, and how often it was committed."""
    committed: list[None] = []
    way = channel(server.port, **more)
    try:
        return way.send(message or outgoing(), committed=lambda: commit(committed)), len(committed)
    finally:
        way.close()


EARLY: list[tuple[Script, type[Result]]] = [
    ({"greeting": b"421 busy"}, Later),
    ({"greeting": b"554 no"}, Later),
    ({"greeting": Fault.DROP}, Later),
    ({"greeting": Fault.HANG}, Later),
    ({"greeting": Fault.DRIP}, Later),
    ({"greeting": b"451 greylisted"}, Later),
    ({"ehlo": Fault.DROP}, Later),
    ({"ehlo": b"451 later", "helo": b"451 later"}, Later),
    ({"ehlo": b"421 closing", "helo": b"421 closing"}, Later),
    ({"ehlo": b"250-here\r\n250 SIZE 100"}, Refused),
    ({"ehlo": b"250-here\r\n250 SIZE 100000", "mail": b"552 too large"}, Refused),
    ({"rcpt": b"421 closing"}, Later),
    ({"rcpt": b"552 mailbox full"}, Refused),
    ({"data": b"421 closing"}, Later),
    ({"ehlo": b"\r\n".join(b"250-more" for _ in range(400))}, Later),
    ({"mail": b"451 greylisted"}, Later),
    ({"mail": b"421 closing"}, Later),
    ({"mail": b"550 not you"}, Misconfigured),
    ({"mail": b"501 no such domain"}, Misconfigured),
    ({"mail": b"530 log in first"}, Misconfigured),
    ({"mail": Fault.DROP}, Later),
    ({"rcpt": b"450 greylisted"}, Later),
    ({"rcpt": b"550 nobody"}, Refused),
    ({"rcpt": Fault.HANG}, Later),
    ({"data": b"451 greylisted"}, Later),
    ({"data": b"554 no"}, Refused),
    ({"data": Fault.DROP}, Later),
    ({"body": Fault.DROP}, Later),
    ({"body": b"552 too much"}, Refused),
    ({"body": b"421 closing"}, Later),
]


@pytest.mark.parametrize(("script", "kind"), EARLY, ids=lambda value: str(value)[:40])
def test_before_the_dot_nothing_arrived_and_we_know_it(script: Script, kind: type[Result]) -> None:
    with scripted_smtp(script) as server:
        result, _ = sent(server)
    assert isinstance(result, kind), result
    assert server.taken == []


def test_a_refused_sender_is_told_by_name() -> None:
    with scripted_smtp({"mail": b"550 5.7.1 not yours"}) as server:
        result, committed = sent(server)
    assert result == Misconfigured("the sender desk@example.org was refused: 550 5.7.1 not yours")
    assert committed == 0


LATE: list[tuple[Script, type[Result]]] = [
    ({"dot": b"250 taken"}, Sent),
    ({"dot": b"250-taken\r\n250 as 1"}, Sent),
    ({"dot": b"451 try later"}, Later),
    ({"dot": b"421 closing"}, Later),
    ({"dot": b"554 spam"}, Refused),
    ({"dot": Fault.DROP}, Unknown),
    ({"dot": Fault.TAKE_AND_DROP}, Unknown),
    ({"dot": Fault.HANG}, Unknown),
    ({"dot": Fault.DRIP}, Unknown),
    ({"dot": b"what"}, Unknown),
    ({"rcpt": b"251 forwarded"}, Sent),
]


@pytest.mark.parametrize(("script", "kind"), LATE, ids=lambda value: str(value)[:40])
def test_after_the_dot_only_an_answer_counts(script: Script, kind: type[Result]) -> None:
    with scripted_smtp(script) as server:
        result, committed = sent(server)
    assert isinstance(result, kind), result
    assert committed == 1


def test_a_hanging_server_takes_no_more_than_the_timeout() -> None:
    with scripted_smtp({"greeting": Fault.DRIP}) as server:
        begun = time.monotonic()
        sent(server, timeout_s=0.4)
        assert time.monotonic() - begun < 2


def test_a_quit_that_hangs_is_harmless() -> None:
    with scripted_smtp({"quit": Fault.HANG}) as server:
        result, _ = sent(server)
    assert isinstance(result, Sent)


def test_nobody_listens() -> None:
    with scripted_smtp() as server:
        port = server.port
    result = channel(port).send(outgoing(), committed=lambda: None)
    assert isinstance(result, Later)
    assert result.stop


def test_one_connection_serves_a_batch_and_a_lost_one_is_made_anew() -> None:
    with scripted_smtp({"rcpt": lambda line: b"550 no" if b"bad@" in line else b"250 ok"}) as server:
        way = channel(server.port)
        kinds = [
            type(way.send(outgoing(to), committed=lambda: None))
            for to in ("a@x.example", "bad@x.example", "c@x.example")
        ]
        way.close()
    assert kinds == [Sent, Refused, Sent]
    assert server.connections == 1
    assert [to for to, _ in server.taken] == ["a@x.example", "c@x.example"]
    with scripted_smtp({"rset": Fault.DROP}) as server:
        way = channel(server.port)
        assert [type(way.send(outgoing(), committed=lambda: None)) for _ in range(2)] == [Sent, Sent]
        way.close()
    assert server.connections == 2


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_tls_and_login(tls: str) -> None:
    login = {"user": USER, "password": PASSWORD} if tls == "starttls" else {}
    with mail_server(tls=tls, login=bool(login)) as box:
        way = channel(box.port, tls=tls, timeout_s=10.0, **login)
        assert isinstance(way.send(outgoing(), committed=lambda: None), Sent)
        way.close()
    assert len(box.taken) == 1


def test_tls_or_login_that_fails_is_an_error_never_a_fallback() -> None:
    wrong = {"user": USER, "password": "hunter-2", "timeout_s": 10.0}
    with mail_server() as plain, mail_server(tls="starttls", login=True) as strict, mail_server(tls="tls") as tls:
        cases = [
            channel(plain.port, tls="starttls"),
            channel(plain.port, tls="tls"),
            channel(plain.port, user=USER, password=PASSWORD),
            channel(strict.port, tls="starttls", **wrong),
            channel(strict.port, tls="starttls"),  # no login
            channel(strict.port),  # no TLS
            MailChannel(replace(channel(tls.port, tls="tls").options)),  # a certificate nobody vouches for
            MailChannel(replace(channel(strict.port, tls="starttls").options)),
        ]
        for way in cases:
            result = way.send(outgoing(), committed=lambda: None)
            assert isinstance(result, Misconfigured), result
            assert "hunter-2" not in result.answer
            way.close()
        bad = channel(plain.port, sender="nobody").send(outgoing(), committed=lambda: None)
        assert isinstance(bad, Misconfigured)
        assert [plain.taken, strict.taken, tls.taken] == [[], [], []]


def test_the_headers() -> None:
    with mail_server() as box:
        way = channel(box.port)
        way.send(outgoing(unsubscribe="https://monitor.example/u/1"), committed=lambda: None)
        way.send(outgoing(unsubscribe="http://monitor.example/u/1"), committed=lambda: None)
        way.close()
    mail, other = box.messages()
    assert mail["From"] == "Desk <desk@example.org>"
    assert mail["Date"] == "Mon, 23 Nov 2026 06:30:00 +0000"
    assert mail["List-Id"] == "<sohae.digests.example.org>"
    assert mail["Precedence"] == "bulk"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<https://monitor.example/u/1>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert other["List-Unsubscribe"] is None
    assert mail.get_content_type() == "multipart/alternative"


@settings(deadline=None)
@given(st.text(max_size=300), st.text(st.characters(exclude_characters='"\\<>@,:;()'), max_size=60))
def test_no_subject_and_no_name_adds_a_header(subject: str, name: str) -> None:
    message = replace(outgoing(), rendered=replace(RENDERED, subject=subject + "\r\nBcc: x@example.org"))
    content = letter(message, f"{' '.join(name.split())} <desk@example.org>").as_bytes()
    read = message_from_bytes(content, policy=policy.default)
    assert read["Bcc"] is None
    assert read["To"] == "mina@example.org"
    assert content.isascii()


def test_a_message_id_is_that_of_edition_and_recipient() -> None:
    one = message_id("sohae", END, "mina@example.org", "Desk <desk@example.org>")
    assert one == message_id("sohae", END, "Mina@example.org", "desk@example.org")
    assert one.endswith("@example.org>")
    others = {
        message_id("tariffs", END, "mina@example.org", "desk@example.org"),
        message_id("sohae", END, "b@x.example", ""),
    }
    assert one not in others


@given(st.lists(st.text(alphabet=".ab \r\n", max_size=8), max_size=12))
def test_a_dotted_message_has_no_line_of_one_dot_and_reads_back(parts: list[str]) -> None:
    content = "\n".join(parts).encode()
    lines = dotted(content).split(b"\r\n")
    assert lines.pop() == b""
    assert b"." not in lines
    plain = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n")
    assert b"\n".join(line.removeprefix(b".") for line in lines) == plain
