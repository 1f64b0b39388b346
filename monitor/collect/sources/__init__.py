"""Kinds of source: each turns the bytes of a document into raw entries. One file each; they do not know each other."""
