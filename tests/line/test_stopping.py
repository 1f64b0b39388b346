"""`monitor run` is told to stop at any moment of its start, and again while it ends: its exit code is 0."""

import signal
import subprocess
import time
from pathlib import Path

import pytest

from monitor.store.database import Database
from tests.fakes.newsstand import newsstand, write_config
from tests.line.test_run import daemon, wait_for

LATER = (0.0, 0.3, 0.8, 1.6)  # seconds after it has begun to listen


def listens(process: subprocess.Popen[str]) -> bool:
    """Whether it does anything of its own about SIGTERM."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    caught = next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt"))
    return bool(caught >> (signal.SIGTERM - 1) & 1)


@pytest.mark.parametrize("words", [(), ("--only", "ingest,judge", "--one-process")], ids=["apart", "one process"])
def test_a_stop_at_any_moment_of_the_start_is_in_order(
    sqlite_database: Database, tmp_path: Path, words: tuple[str, ...]
) -> None:
    with newsstand(1, 1) as stand:
        folder = write_config(tmp_path / "config", stand)
        for later in LATER:
            with daemon(folder, sqlite_database, "--port", "0", *words) as process:
                wait_for(lambda: listens(process), "it to listen")
                time.sleep(later)
                process.send_signal(signal.SIGTERM)
                time.sleep(0.1)
                process.send_signal(signal.SIGTERM)
                _, said = process.communicate(timeout=25)
                assert process.returncode == 0, (later, said)
                assert "Traceback" not in said
