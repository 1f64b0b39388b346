import http.client
import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from monitor.demo.newsroom import Newsroom
from monitor.demo.seeds import load
from monitor.demo.village import Village

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def village() -> Iterator[Village]:
    with Village(Newsroom(load(), NOW - timedelta(hours=30)), lambda: NOW) as running:
        yield running


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={key.replace("_", "-"): value for key, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def mail(subject: str, text: str, html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@demo.example", "b@demo.example", subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def test_the_newsroom_answers_by_host(village: Village) -> None:
    status, headers, body = get(village.ports.news, "/rss", Host="hanbit.example:8080")
    assert (status, b"<rss" in body, "etag" in headers) == (200, True, True)
    assert get(village.ports.news, "/rss", Host="other.example")[0] == 404
    assert get(village.ports.news, "/rss", Host="hanbit.example", If_None_Match=headers["etag"])[0] == 304


def test_mail_comes_over_smtp_and_is_shown(village: Village) -> None:
    with smtplib.SMTP("127.0.0.1", village.ports.smtp, timeout=10) as smtp:
        smtp.send_message(mail("<b>One</b> 하나", ".a dotted line\n", "<p>hello</p><script>x()</script>"))
    found = village.mailbox.mails[-1]
    assert (found.subject, found.text.splitlines()[0], found.to) == (
        "<b>One</b> 하나",
        ".a dotted line",
        "b@demo.example",
    )
    status, headers, body = get(village.ports.mailbox, "/")
    assert status == 200
    assert "&lt;b&gt;One&lt;/b&gt; 하나" in body.decode()
    assert "default-src 'none'" in headers["content-security-policy"]
    page = get(village.ports.mailbox, f"/{found.number}")[2].decode()
    assert "sandbox" in page
    assert "<script" not in page
    html = get(village.ports.mailbox, f"/{found.number}/html")
    assert "sandbox" in html[1]["content-security-policy"]
    assert b"<p>hello</p>" in html[2]


def test_smtp_out_of_order_is_refused(village: Village) -> None:
    before = len(village.mailbox.mails)
    with smtplib.SMTP("127.0.0.1", village.ports.smtp, timeout=10) as smtp:
        assert smtp.docmd("RCPT TO:<a@demo.example>")[0] == 503
        assert smtp.docmd("DATA")[0] == 503
        assert smtp.docmd("MAIL FROM")[0] == 501
        assert smtp.docmd("TURN")[0] == 502
        assert smtp.docmd("NOOP")[0] == 250
    assert len(village.mailbox.mails) == before


def test_unknown_mails_and_paths(village: Village) -> None:
    assert get(village.ports.mailbox, "/999")[0] == 404
    assert get(village.ports.mailbox, "/../etc")[0] == 404
    assert get(village.ports.mailbox, "/style.css")[0] == 200


def test_only_get(village: Village) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", village.ports.mailbox, timeout=10)
    connection.request("POST", "/", body=b"x")
    assert connection.getresponse().status == 405
    connection.close()
