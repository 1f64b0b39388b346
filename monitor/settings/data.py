"""Files that come with monitor: config/ and seeds/, from the wheel, or from the checkout it runs in."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def packaged(name: str) -> Path:
    """The folder `config` or `seeds` as shipped. Raises FileNotFoundError when the installation is broken."""
    for folder in (PACKAGE / "_data" / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the packaged folder {name} is missing: install monitor again")
