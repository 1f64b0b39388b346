"""`monitor init`: copies the packaged configuration into a folder of your own."""

import shutil
from pathlib import Path

import click

from monitor.cli.invocation import Invocation
from monitor.errors import UsageError
from monitor.settings import packaged


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def init(invocation: Invocation, folder: Path | None) -> None:
    """Copy the packaged configuration into FOLDER (default: --config, else config/). Never overwrites anything."""
    target = folder or invocation.folder or Path("config")
    if target.exists() and any(target.iterdir()):
        raise UsageError(f"{target} is not empty; nothing was written. Name another folder: monitor init FOLDER")
    shutil.copytree(packaged("config"), target, dirs_exist_ok=True)
    click.echo(f"wrote {', '.join(sorted(path.name for path in target.iterdir()))} to {target}/")
    click.echo(f"Next: change what you like, then: monitor --config {target} doctor")


commands = [init]
