"""The other side of the bench: lemon24/reader, from its own environment. This file is also what runs in there.

python peer.py DATABASE PORT FEEDS        updates every feed once, with 20 workers; marks on standard output
"""

import json
import subprocess
import sys
from pathlib import Path

WORKERS = 20
WANTED = "3.27"


def main() -> None:
    """Inside the peer's environment."""
    import reader  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - only there

    database, port, feeds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    shelf = reader.make_reader(database)
    for number in range(feeds):
        shelf.add_feed(f"http://127.0.0.1:{port}/f{number:05d}/feed.xml", exist_ok=True)
    before = shelf.get_entry_counts().total
    print(json.dumps({"at": "start"}), flush=True)
    bad = sum(isinstance(found.value, Exception) for found in shelf.update_feeds_iter(scheduled=False, workers=WORKERS))
    print(json.dumps({"at": "end", "failed": bad}), flush=True)
    if "--search" in sys.argv:
        shelf.enable_search()
        shelf.update_search()
        print(json.dumps({"at": "searchable"}), flush=True)
    print(json.dumps({"at": "counted", "new": shelf.get_entry_counts().total - before}), flush=True)


def interpreter() -> str:
    """A Python that the wanted version runs on (3.12 or newer), else our own."""
    homes = sorted(Path.home().glob(".pyenv/versions/3.1[2-9]*/bin/python"), reverse=True)
    for name in ("python3.13", "python3.12", *map(str, homes)):
        try:
            found = subprocess.run(
                [name, "-c", "import sys; print(sys.version_info >= (3, 12))"],
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError:
            continue
        if found.stdout.strip() == "True":
            return name
    return sys.executable


def install(folder: Path) -> Path:
    """The peer's environment, made on first use; its Python. Without a newer Python, the newest version that runs."""
    python = folder / "bin" / "python"
    if python.exists():
        return python
    chosen = interpreter()
    wanted = "reader" if chosen == sys.executable else f"reader=={WANTED}"
    subprocess.run([chosen, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", wanted], check=True)
    return python


def version(folder: Path) -> str:
    """Which reader on which Python: "reader 3.27, Python 3.13.0"."""
    python = folder / "bin" / "python"
    code = "import reader, platform; print(f'reader {reader.__version__}, Python {platform.python_version()}')"
    return subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    main()
