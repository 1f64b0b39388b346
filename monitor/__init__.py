"""monitor: follow a few topics closely, across many feeds, and never lie about what was covered."""

__version__ = "0.1.0"
