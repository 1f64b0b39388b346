"""config/*.toml and MONITOR_* variables become one frozen `Settings`; every error at once, with file, line and key."""

from monitor.settings.data import packaged
from monitor.settings.loading import FILES, TOPIC_PACKS, load
from monitor.settings.value import Settings

__all__ = ["FILES", "TOPIC_PACKS", "Settings", "load", "packaged"]
