"""How `monitor demo` talks: a bar on a terminal, lines elsewhere, JSON when asked for."""

import asyncio
import logging
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from monitor.cli import output
from monitor.cli.invocation import Invocation
from monitor.demo import guide, seeds
from monitor.demo.compose import DATABASE, Stage
from monitor.demo.play import Beat, Demo, play, set_up
from monitor.demo.seeds import SPAN_H
from monitor.errors import UsageError


@contextmanager
def folder(keep: Path | None) -> Iterator[Path]:
    """Where the database goes: a temporary folder, or the one to keep. Raises UsageError when a demo is in it."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="monitor-demo-", ignore_cleanup_errors=True) as path:
            yield Path(path)
        return
    if (keep / DATABASE).exists():
        raise UsageError(f"there is a demo in {keep} already. Take another folder, or remove that one")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep


def show(invocation: Invocation, place: Path, stage: Mapping[str, Any], *, as_json: bool, leave: bool) -> int:
    """Set up, play, tell."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    with set_up(invocation.settings, seeds.load(), Stage(place, **stage)) as demo:
        voice = _Json(demo) if as_json else _Plain(demo)
        voice.welcome()
        try:
            asyncio.run(play(demo, voice.tell, voice.met, leave=leave))
        finally:
            voice.close()
    return 0


class _Json:
    """One object a line."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo

    def welcome(self) -> None:
        output.json_line(
            {
                "demo": {
                    "dashboard": guide.address(self.demo),
                    "mailbox": guide.mailbox(self.demo),
                    "database": self.demo.stage.database_url,
                }
            }
        )

    def tell(self, beat: Beat) -> None:
        output.json_line({"beat": asdict(beat)})

    def met(self) -> None:
        for what, where in guide.sights(self.demo):
            output.json_line({"see": what, "at": where})

    def close(self) -> None:
        """Nothing to close."""


class _Plain:
    """Sentences, and a bar while the two days pass."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self._bar = _bar() if sys.stderr.isatty() else None
        self._told = -1

    def welcome(self) -> None:
        click.echo(guide.welcome(self.demo))

    def tell(self, beat: Beat) -> None:
        words = (
            f"{beat.now:%a %H:%M}  {beat.polls} polls, {beat.new} articles, {beat.revised} edits, {beat.mails} mails"
        )
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=beat.hours, description=words)
        elif int(beat.hours) // 6 > self._told:
            self._told = int(beat.hours) // 6
            click.echo(words)

    def met(self) -> None:
        self.close()
        click.echo("\nNow it is now. The newsroom has printed all it had; the dashboard stays. What there is to see:\n")
        for what, where in guide.sights(self.demo):
            click.echo(f"  {what}\n    {where}")
        click.echo("\nCtrl-C ends it, and the database with it.")

    def close(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _bar() -> Any:
    from rich.console import Console  # noqa: PLC0415 - 70 ms that only a terminal pays
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    progress = Progress(
        TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=Console(stderr=True)
    )
    progress.add_task("opening the doors", total=SPAN_H)
    progress.start()
    return progress
