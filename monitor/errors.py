"""The tree of errors. The docstring of a class is its message when none is given.

MonitorError                    exit 1
├── UsageError                  exit 2
│   └── NotYet
├── ConfigurationError          exit 78
│   ├── DatabaseTooNew
│   ├── DatabaseTooOld
│   └── AlreadyRunning
├── QueryError                  a topic or search query that can not be read (exit 2)
├── LostLease                   somebody else took the work over
└── NotFound                    no such feed, topic, article, digest
"""

from dataclasses import dataclass


class MonitorError(Exception):
    """Something failed."""

    exit_code = 1

    def __str__(self) -> str:
        """The given message, or the docstring of the class."""
        return super().__str__() or (type(self).__doc__ or "").strip()


class UsageError(MonitorError):
    """That is not how this command is used."""

    exit_code = 2


class NotYet(UsageError):
    """Not yet: this part of monitor is not built."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the configuration: where it is, what it is, and how to mend it."""

    message: str
    file: str | None = None
    line: int | None = None
    key: str | None = None
    column: int | None = None

    def __str__(self) -> str:
        """`file:line:column: key: message`, as far as known."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return ": ".join(part for part in (place, self.key, self.message) if part)


class ConfigurationError(MonitorError):
    """The configuration is wrong."""

    exit_code = 78

    def __init__(self, *problems: Problem | str) -> None:
        """Carries every problem at once."""
        self.problems = tuple(p if isinstance(p, Problem) else Problem(p) for p in problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class DatabaseTooNew(ConfigurationError):
    """The database was written by a newer monitor. Install that version, or restore a backup."""


class DatabaseTooOld(ConfigurationError):
    """The database is of an older version. Run `monitor db upgrade`."""


class AlreadyRunning(ConfigurationError):
    """Another monitor daemon works on this SQLite file. Stop it first, or use PostgreSQL to run several."""


class QueryError(MonitorError):
    """A query that can not be read. `at` is the offset of the trouble in code points; `expected` says what could
    stand there."""

    exit_code = 2

    def __init__(self, message: str, *, query: str = "", at: int = 0, expected: tuple[str, ...] = ()) -> None:
        """Keeps the query and the place, so that a caret can be drawn."""
        super().__init__(message)
        self.query, self.at, self.expected = query, at, expected


class LostLease(MonitorError):
    """Somebody else took this work over; what was done here is discarded."""


class NotFound(MonitorError):
    """There is no such thing."""
