"""Judgement, pure: values in, verdicts with their reasons out. No I/O."""
