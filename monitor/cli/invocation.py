"""What every command can ask for: the settings and the application, each made when first wanted."""

import os
from functools import cached_property
from pathlib import Path
from typing import Any

from monitor.settings import Settings, load


class Invocation:
    """One call of the command line; click hands it to commands as `ctx.obj`."""

    def __init__(self, folder: Path | None) -> None:
        """`folder` as given by --config or MONITOR_CONFIG, else None."""
        self.folder = folder

    @cached_property
    def settings(self) -> Settings:
        """The settings. Raises ConfigurationError with every problem."""
        return load(self.folder, os.environ)

    def app(self, *, strict: bool = True) -> Any:
        """The application wired from the settings: the same at each call, closed when the command ends. `strict`: see
        `App.open`."""
        if "_app" not in self.__dict__:
            from monitor.app import App  # noqa: PLC0415 - it brings the database and every room

            self._app = App.open(self.settings, strict=strict)
        return self._app

    def close(self) -> None:
        """Close the application when there is one."""
        if "_app" in self.__dict__:
            self._app.close()
