"""The command line: one file per command group, imported only when it is called."""

import importlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from monitor.cli.invocation import Invocation
from monitor.cli.notyet import not_yet

COMMANDS = {
    "init": "Copy the packaged configuration into a folder of your own.",
    "doctor": "Check versions, configuration, database and mail server.",
    "run": "Poll, judge, deliver and show the dashboard until SIGTERM.",
    "demo": "The same on a small built-in newsroom: no network needed.",
    "poll": "Poll what is due (or named, or everything) once.",
    "feeds": "List, add, check and move feeds.",
    "topics": "List, check, test and explain topics.",
    "ingest": "Take articles from documents.",
    "articles": "List articles.",
    "stories": "List stories.",
    "search": "Search articles.",
    "explain": "Why an article is what it is.",
    "decide": "Split, merge, link and part articles and stories.",
    "digest": "List, preview and send digests.",
    "alerts": "List and preview alerts.",
    "export": "Everything that a person configured, in one file.",
    "import": "Take in what `export` wrote.",
    "db": "Upgrade, back up, copy, prune and check the database.",
    "users": "Add, list and remove people.",
}


class HungUp(Exception):
    """Whoever read our output has gone. Click would make exit code 1 of it."""


class Assembly(click.Group):
    """A group whose commands live in modules of the same name, looked up when they are called."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise HungUp from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command of the design, in its order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or one that says "not yet"."""
        return command(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `--help`, from the table above: nothing is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def command(name: str) -> click.Command:
    """The command `name` from its module (a name that Python keeps for itself gets a trailing underscore)."""
    for module in (f"monitor.cli.{name}", f"monitor.cli.{name}_"):
        try:
            found: list[click.Command] = importlib.import_module(module).commands
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
            continue
        return next((one for one in found if one.name == name), not_yet(name))
    return not_yet(name)


def installed_version() -> str:
    """The version of the installed package, or "source" in a checkout that is not installed."""
    try:
        return version("monitor")
    except PackageNotFoundError:
        return "source"


@click.command(cls=Assembly, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="MONITOR_CONFIG",
    help="Folder of the configuration. Default: config/ when it is there, else the packaged one.",
)
@click.version_option(installed_version(), prog_name="monitor")
@click.pass_context
def cli(ctx: click.Context, folder: Path | None) -> None:
    """A newsroom in one command: collects feeds, curates what came in, stores it, and publishes it."""
    ctx.obj = Invocation(folder)
    ctx.call_on_close(ctx.obj.close)
