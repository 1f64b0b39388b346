"""What `monitor doctor` looks at: each examination yields findings with their mend."""

import importlib.metadata
import os
import platform
import pyexpat
import re
import shutil
import socket
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from monitor.cli import examining_mail
from monitor.cli.examining_news import news
from monitor.cli.finding import Finding
from monitor.cli.invocation import Invocation
from monitor.errors import ConfigurationError, MonitorError, Problem
from monitor.model.options import MailOptions, Options
from monitor.settings import Settings
from monitor.store import upgrade
from monitor.store.database import Database

OLDEST_SQLITE = (3, 35, 0)  # RETURNING
SOUND_EXPAT = (2, 6, 0)  # before, large tokens are scanned again and again
LEAST_FREE = 500 * 1024 * 1024
SMTP_WAIT_S = 5.0
EXTRAS = {"apprise": "chat", "psycopg": "postgres", "uvloop": "speed", "httptools": "speed", "google-re2": "patterns"}


def examine(invocation: Invocation) -> Iterator[Finding]:
    """Everything, most basic first. What cannot be looked at because of an earlier failure is left out."""
    yield from _interpreter()
    yield from _libraries()
    try:
        settings = invocation.settings
    except ConfigurationError as error:
        yield from (_misconfigured(problem) for problem in error.problems)
        return
    yield _configured(settings)
    yield from examining_mail.recipients(settings)
    yield from _folder(settings)
    database = _database(settings.options)
    yield database
    if database.grade == "ok":
        yield from news(settings.options)
        yield from examining_mail.outbox(settings.options)
        yield from examining_mail.aside(settings)
    if any(digest.channel == "mail" and digest.recipients for digest in settings.digests):
        yield mail_server(settings.options.mail)
        yield examining_mail.unsubscribing(settings.options)


def _interpreter() -> Iterator[Finding]:
    yield Finding("Python", "ok", f"{platform.python_version()} at {sys.executable}")
    old = sqlite3.sqlite_version_info < OLDEST_SQLITE
    yield Finding(
        "SQLite",
        "fail" if old else "ok",
        sqlite3.sqlite_version,
        "use a Python built with SQLite 3.35 or newer" if old else "",
    )
    expat = pyexpat.EXPAT_VERSION.removeprefix("expat_")
    aged = tuple(map(int, expat.split("."))) < SOUND_EXPAT
    mend = "works; 2.6 or newer reads hostile XML faster (it comes with Python)" if aged else ""
    yield Finding("expat", "warn" if aged else "ok", expat, mend)


def _libraries() -> Iterator[Finding]:
    """Every library that the package asks for, and the optional ones that are there."""
    try:
        wanted = importlib.metadata.requires("monitor") or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding("monitor", "warn", "runs from source, not installed", "pip install --editable .")
        return
    for requirement in wanted:
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        if "extra ==" not in requirement:
            yield _library(name, "fail", "pip install --require-hashes -r requirements.lock")
        elif name in EXTRAS:
            yield _library(name, "ok", "")


def _library(name: str, when_missing: str, mend: str) -> Finding:
    try:
        return Finding(name, "ok", importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        extra = f" (only with the extra {EXTRAS[name]})" if name in EXTRAS else ""
        return Finding(name, when_missing, f"not installed{extra}", mend)


def _misconfigured(problem: Problem) -> Finding:
    place = ":".join(str(part) for part in (problem.file, problem.line) if part is not None)
    return Finding("configuration", "fail", str(problem), f"edit {place or problem.key or 'the environment'}")


def _configured(settings: Settings) -> Finding:
    counts = {
        "feeds": settings.feeds,
        "topics": settings.topics,
        "digests": settings.digests,
        "outlets": settings.outlets,
    }
    found = ", ".join(f"{len(things)} {name}" for name, things in counts.items())
    where = settings.folder if settings.folder.is_dir() else "the packaged defaults"
    return Finding("configuration", "ok", f"{found} from {where}")


def _folder(settings: Settings) -> Iterator[Finding]:
    """The folder that is written to, or the nearest one above it that is there already."""
    folder = next(path for path in (settings.data, *settings.data.parents) if path.is_dir())
    if not os.access(folder, os.W_OK):
        yield Finding("data folder", "fail", f"{folder} cannot be written", f"chown or chmod {folder}")
        return
    free = shutil.disk_usage(folder).free
    scarce = free < LEAST_FREE
    mend = "make room: a full disk stops the store" if scarce else ""
    yield Finding("data folder", "warn" if scarce else "ok", f"{settings.data}, {free // 2**20:,} MiB free", mend)


def _database(options: Options) -> Finding:
    try:
        return _schema(Database(options.database_url))
    except ModuleNotFoundError as error:
        extra = EXTRAS.get(error.name or "", "postgres")
        return Finding("database", "fail", f"{error.name} is missing", f"pip install 'monitor[{extra}]'")
    except MonitorError as error:
        return Finding("database", "fail", str(error), "see `monitor db --help`")
    except Exception as error:  # noqa: BLE001 - drivers raise what they like; each is one finding
        first = (str(error).strip().splitlines() or [""])[0]
        return Finding("database", "fail", f"{type(error).__name__}: {first}", "check [database] url")


def _schema(db: Database) -> Finding:
    shown = db.url.render_as_string(hide_password=True)
    try:
        if db.is_sqlite and not Path(db.url.database or "").exists():
            return Finding(
                "database", "warn", f"{shown} is not there yet", "monitor db upgrade (or any command) makes it"
            )
        upgrade.check_version(db)
        return Finding("database", "ok", f"{shown}, version {upgrade.versions()[-1]}")
    finally:
        db.close()


def mail_server(mail: MailOptions) -> Finding:
    """Whether somebody answers there; a whole mail is what `monitor digest test-mail` is for."""
    where = f"{mail.host}:{mail.port}"
    try:
        with socket.create_connection((mail.host, mail.port), timeout=SMTP_WAIT_S) as connection:
            greeting = b"220" if mail.tls == "tls" else connection.recv(512)  # implicit TLS: the client speaks first
    except OSError as error:
        return Finding("mail server", "fail", f"{where}: {error}", "check [mail] host and port, and that it runs")
    if greeting.startswith(b"220"):
        return Finding("mail server", "ok", f"{where} answers")
    said = greeting.decode("ascii", "replace").strip() or "nothing"
    return Finding("mail server", "fail", f"{where} says {said}", "is that an SMTP server, and tls right?")
