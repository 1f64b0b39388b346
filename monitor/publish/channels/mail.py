"""The mail channel: SMTP in single steps, so that we always know how far a message got.

smtplib speaks, within bounds of ours (`publish/smtp`). TLS and login are demands, never hopes. One connection serves a
batch.
"""

import smtplib
import ssl
from collections.abc import Callable, Collection
from contextlib import suppress

from monitor.model.options import MailOptions, Options
from monitor.publish.channels import Later, Misconfigured, Refused, Result, Sent, Unknown
from monitor.publish.message import Outgoing, ascii_address, domain_of, letter, sender_address
from monitor.publish.smtp import Bounded, BoundedTls, Deadline

QUIT_S = 2.0
RECIPIENT_TAKEN = frozenset({250, 251, 252})  # here, forwarded, not verified
TOO_LARGE = 552
WANTS_LOGIN = frozenset({530, 534, 535, 538})
PERMANENT, TEMPORARY = 5, 4  # first digit of an answer
OK, START_MAIL_INPUT, READY_TO_TALK, CLOSING = 250, 354, 220, 421


class _Answer(Exception):
    """How a message went. `tired`: the server ended the connection before it had anything of the message."""

    def __init__(self, result: Result, *, hang_up: bool = False, tired: bool = False) -> None:
        self.result, self.hang_up, self.tired = result, hang_up, tired


class MailChannel:
    """Sends by SMTP as `options` say. `context` replaces the system's trust store in tests."""

    name = "mail"

    def __init__(self, options: MailOptions, context: ssl.SSLContext | None = None) -> None:
        """Opens nothing yet."""
        self.options, self.context = options, context
        self._open: Bounded | None = None

    def trouble(self, recipient: str) -> str | None:
        """What is no mail address."""
        try:
            ascii_address(recipient)
        except ValueError as error:
            return str(error)
        return None

    def send(self, message: Outgoing, *, committed: Callable[[], None]) -> Result:
        """One message: within `timeout_s` on the wall up to its end, and `answer_s` more for the answer to that."""
        try:
            sender = sender_address(self.options.sender).addr_spec
        except ValueError as error:
            return Misconfigured(f"the sender {self.options.sender!r}: {error}")
        try:
            to, content = ascii_address(message.recipient), letter(message, self.options.sender).as_bytes()
        except ValueError as error:
            return Refused(str(error))
        envelope, reused = (sender, to), self._open is not None
        try:
            self._transact(self._connected(), envelope, content, committed)
        except _Answer as answer:
            if answer.hang_up:
                self._drop()
            if answer.tired and reused:  # a server that has had enough of one connection may take another
                return self.send(message, committed=committed)
            return answer.result
        except BaseException:
            self._drop()
            raise
        raise AssertionError("unreachable: every transaction ends with an answer")

    def close(self) -> None:
        """Say goodbye; a server that does not answer is left alone after two seconds."""
        smtp, self._open = self._open, None
        if smtp is not None:
            smtp.deadline = Deadline(QUIT_S)
            with suppress(OSError, smtplib.SMTPException):
                smtp.docmd("QUIT")
            smtp.close()

    def _drop(self) -> None:
        smtp, self._open = self._open, None
        if smtp is not None:
            smtp.close()

    # --- the session ----------------------------------------------------------------------------------------

    def _connected(self) -> Bounded:
        """The connection of the batch, cleared for the next message, or a new one."""
        deadline = Deadline(self.options.timeout_s)
        if self._open is not None:
            self._open.deadline = deadline
            with suppress(OSError, smtplib.SMTPException):
                if self._open.docmd("RSET")[0] == OK:
                    return self._open
            self._drop()
        self._open = self._connect(deadline)
        self._secure(self._open)
        self._log_in(self._open)
        return self._open

    def _connect(self, deadline: Deadline) -> Bounded:
        where = f"{self.options.host}:{self.options.port}"
        try:
            return self._client(deadline)
        except ssl.SSLError as error:
            raise _Answer(Misconfigured(f"TLS with {where} failed: {_words(error)}")) from error
        except smtplib.SMTPConnectError as error:
            raise _Answer(Later(_said(error.smtp_code, error.smtp_error), stop=True)) from error
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise _Answer(Later(f"{where}: {_words(error)}", stop=True)) from error

    def _client(self, deadline: Deadline) -> Bounded:
        options, hello = self.options, domain_of(self.options.sender)
        if options.tls == "tls":
            context = self._context()
            return BoundedTls(deadline, options.host, options.port, hello, timeout=options.timeout_s, context=context)
        return Bounded(deadline, options.host, options.port, hello, timeout=options.timeout_s)

    def _context(self) -> ssl.SSLContext:
        return self.context or ssl.create_default_context()

    def _secure(self, smtp: Bounded) -> None:
        self._hello(smtp)
        if self.options.tls != "starttls":
            return
        if not smtp.has_extn("starttls"):
            raise _Answer(Misconfigured("the server offers no STARTTLS, which is required"), hang_up=True)
        try:
            code, words = smtp.starttls(context=self._context())
        except ssl.SSLError as error:
            raise _Answer(Misconfigured(f"STARTTLS failed: {_words(error)}"), hang_up=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise _Answer(Later(f"STARTTLS: {_words(error)}", stop=True), hang_up=True) from error
        if code != READY_TO_TALK:
            raise _Answer(Misconfigured(f"STARTTLS was refused: {_said(code, words)}"), hang_up=True)
        self._hello(smtp)

    def _hello(self, smtp: Bounded) -> None:
        try:
            smtp.ehlo_or_helo_if_needed()
        except smtplib.SMTPHeloError as error:
            raise _Answer(Later(_said(error.smtp_code, error.smtp_error), stop=True), hang_up=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise _Answer(Later(f"EHLO: {_words(error)}", stop=True), hang_up=True) from error

    def _log_in(self, smtp: Bounded) -> None:
        if self.options.user is None:
            return
        try:
            smtp.login(self.options.user, self.options.password or "")
        except smtplib.SMTPAuthenticationError as error:
            said = f"login failed: {_said(error.smtp_code, error.smtp_error)}"
            bad = error.smtp_code // 100 == PERMANENT
            raise _Answer(Misconfigured(said) if bad else Later(said, stop=True), hang_up=True) from error
        except smtplib.SMTPNotSupportedError as error:
            raise _Answer(Misconfigured("the server offers no login, which is required"), hang_up=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise _Answer(Later(f"login: {_words(error)}", stop=True), hang_up=True) from error

    # --- the message ----------------------------------------------------------------------------------------

    def _transact(
        self, smtp: Bounded, envelope: tuple[str, str], content: bytes, committed: Callable[[], None]
    ) -> None:
        """MAIL, RCPT, DATA, the message; then `committed`, then the dot. Always ends in `_Answer`."""
        sender, to = envelope
        self._sender(smtp, sender, len(content))
        self._step(smtp, f"RCPT TO:<{to}>", RECIPIENT_TAKEN)
        self._step(smtp, "DATA", {START_MAIL_INPUT})
        try:
            smtp.write(dotted(content))
        except OSError as error:
            raise _Answer(self._early(smtp) or Later(f"in DATA: {_words(error)}"), hang_up=True) from error
        self._still_there(smtp)
        committed()
        self._still_there(smtp)  # no dot was written yet: a server that left meanwhile has surely not taken it
        raise self._finish(smtp)

    def _sender(self, smtp: Bounded, sender: str, size: int) -> None:
        """MAIL: who refuses the sender for good refuses our configuration, not the one recipient."""
        most = smtp.esmtp_features.get("size", "") if smtp.has_extn("size") else ""
        if most.isdigit() and 0 < int(most) < size:
            raise _Answer(Refused(f"the message has {size:,} bytes, and the server takes {int(most):,} at most"))
        try:
            self._step(smtp, f"MAIL FROM:<{sender}>{f' SIZE={size}' if smtp.has_extn('size') else ''}", {OK})
        except _Answer as answer:
            if isinstance(answer.result, Refused) and not answer.result.answer.startswith(str(TOO_LARGE)):
                said = f"the sender {sender} was refused: {answer.result.answer}"
                raise _Answer(Misconfigured(said)) from answer
            raise

    def _step(self, smtp: Bounded, command: str, wanted: Collection[int]) -> None:
        try:
            code, words = smtp.docmd(command)
        except (OSError, smtplib.SMTPException) as error:
            said = f"{command.split(':', maxsplit=1)[0]}: {_words(error)}"
            raise _Answer(Later(said), hang_up=True, tired=True) from error
        if code not in wanted:
            raise _Answer(_verdict(code, words), hang_up=code // 100 != PERMANENT, tired=code == CLOSING)

    def _still_there(self, smtp: Bounded) -> None:
        if smtp.spoke():
            raise _Answer(self._early(smtp) or Later("in DATA: the server hung up"), hang_up=True)

    def _early(self, smtp: Bounded) -> Result | None:
        """What the server said before it had the whole message, if anything: never a promise."""
        try:
            code, words = smtp.getreply()
        except (OSError, smtplib.SMTPException):
            return None
        return _verdict(code, words) if code // 100 in {TEMPORARY, PERMANENT} else None

    def _finish(self, smtp: Bounded) -> _Answer:
        smtp.deadline = Deadline(self.options.answer_s)
        try:
            smtp.write(b".\r\n")
            code, words = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return _Answer(Unknown(f"after the end of the message: {_words(error)}"), hang_up=True)
        if code == OK:
            return _Answer(Sent(_said(code, words)))
        if code // 100 in {TEMPORARY, PERMANENT}:
            return _Answer(_verdict(code, words), hang_up=code == CLOSING)
        return _Answer(Unknown(f"an answer that says nothing: {_said(code, words)}"), hang_up=True)


def dotted(content: bytes) -> bytes:
    """A message for DATA: CRLF line ends, lines that begin with a dot get another one, a line end last."""
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").split(b"\n")
    return b"".join(b"." + line + b"\r\n" if line.startswith(b".") else line + b"\r\n" for line in lines)


def _verdict(code: int, words: bytes) -> Result:
    if code in WANTS_LOGIN:
        return Misconfigured(_said(code, words))
    return Refused(_said(code, words)) if code // 100 == PERMANENT else Later(_said(code, words))


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    return str(error) or type(error).__name__


def make(options: Options) -> MailChannel:
    """The channel as configured."""
    return MailChannel(options.mail)
