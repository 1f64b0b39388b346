"""`monitor` and `python -m monitor`: runs a command and turns errors into one sentence and an exit code."""

import os
import signal
import sys
import traceback
from collections.abc import Sequence

if "run" in sys.argv[1:]:  # a daemon may be told to stop before it has begun; the imports below take a while
    signal.signal(signal.SIGTERM, lambda number, _: (signal.signal(number, signal.SIG_IGN), sys.exit(0)))

import click

from monitor.cli import HungUp, cli
from monitor.errors import MonitorError, QueryError

INTERRUPTED = 130  # 128 + SIGINT, as shells expect
# what a module that is missing comes with
EXTRAS = {"psycopg": "postgres", "uvloop": "speed", "httptools": "speed", "re2": "patterns"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 something failed, 2 wrong usage, 78 configuration error."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code. Errors are said once, on stderr."""
    try:
        result = cli.main(
            args=list(sys.argv[1:] if arguments is None else arguments), prog_name="monitor", standalone_mode=False
        )
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say("stopped", INTERRUPTED)
    except QueryError as error:
        return _say(pointed(error), error.exit_code)
    except MonitorError as error:
        return _say(str(error), error.exit_code)
    except HungUp:
        return _hung_up()
    except Exception as error:  # noqa: BLE001 - the last door: whatever comes through becomes one sentence
        return _say(unforeseen(error), 1)
    return result if isinstance(result, int) else 0


def pointed(error: QueryError) -> str:
    """The message of a query error with the line of the query that it is about, and a caret under the place."""
    from monitor.lang.query import point  # noqa: PLC0415 - the grammar is read only when a query is wrong

    return "\n  ".join([str(error), *point(error).splitlines()])


def unforeseen(error: Exception) -> str:
    """A sentence for an error that nobody foresaw; with MONITOR_TRACE=1, the whole trace."""
    if os.environ.get("MONITOR_TRACE"):
        return "".join(traceback.format_exception(error)).rstrip()
    if isinstance(error, ModuleNotFoundError) and error.name in EXTRAS:
        return f"{error.name} is missing. Install it with the extra: pip install 'monitor[{EXTRAS[error.name]}]'"
    first = (str(error).strip().splitlines() or [""])[0]
    return f"{type(error).__name__}: {first} (set MONITOR_TRACE=1 to see where)"


def _say(message: str, code: int) -> int:
    click.echo(f"monitor: {message}", err=True)
    return code


def _hung_up() -> int:
    """Whoever read our output has gone (`| head`): nothing to say, and nothing left to flush."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    main()
