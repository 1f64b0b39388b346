"""Channels: ways a rendered edition leaves the house. One file each; they do not know each other."""
