"""The nouns: frozen, slotted dataclasses, one file per station on the line. No behaviour beyond what a value knows of
itself."""
