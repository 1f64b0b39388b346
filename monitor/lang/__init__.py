"""Pure functions on text that every room may use."""
