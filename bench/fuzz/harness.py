"""Inside the fuzzer's process: `python -m bench.fuzz.harness TARGET FINDINGS [words for libFuzzer]`. A finding is kept
and counted, and the search goes on; only what kills or stops the process ends it."""

import hashlib
import sys
import time
import traceback
from pathlib import Path

import atheris

SLOW_S = 4.0  # CPU seconds of one input

with atheris.instrument_imports(include=["monitor", "feedparser"]):
    from bench.fuzz import targets


class Keeper:
    """Tries inputs, keeps each kind of finding once: its traceback's last place of ours, and the beginning of what it
    says."""

    def __init__(self, target: str, folder: Path) -> None:
        self._try = targets.TARGETS[target]
        self._folder = folder
        self._seen: set[str] = set()

    def __call__(self, data: bytes) -> None:
        """One input."""
        begun = time.process_time()
        try:
            self._try(data)
        except Exception as exc:  # noqa: BLE001  that is what we are here for
            self._keep(data, exc)
        if time.process_time() - begun > SLOW_S:
            self._keep(data, TimeoutError(f"{time.process_time() - begun:.1f} s"))

    def _keep(self, data: bytes, exc: Exception) -> None:
        frames = [frame for frame in traceback.extract_tb(exc.__traceback__) if "atheris" not in frame.filename]
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        key = hashlib.sha256(f"{type(exc).__name__} {place} {str(exc)[:12]}".encode("utf-8", "replace")).hexdigest()[
            :12
        ]
        if key in self._seen:
            return
        self._seen.add(key)
        (self._folder / key).write_bytes(data)
        says = "".join(traceback.format_exception(exc))
        (self._folder / f"{key}.txt").write_text(says, encoding="utf-8", errors="backslashreplace")
        print(
            f"FINDING {key} {place} {type(exc).__name__}: {exc!s:.300}".encode("ascii", "backslashreplace").decode(),
            flush=True,
        )


def main() -> None:
    """Fuzz until libFuzzer has had enough."""
    target, folder, *words = sys.argv[1:]
    atheris.Setup([sys.argv[0], *words], Keeper(target, Path(folder)))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
