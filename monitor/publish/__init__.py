"""Editions, mail, pages: what leaves the house."""
