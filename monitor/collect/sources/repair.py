"""Documents whose tags do not close: a title without an end swallows all entries that follow. Here each entry is
closed by itself, in one linear pass, so that a broken one costs only itself."""

from monitor.collect.sources.outline import TAG, Outline, opens, past

_NEAR = 5  # elements: markup inside a text that never closes
_FAR = 50  # elements: what is opened further out is closed with its entry
_FRAME = frozenset({b"rss", b"channel", b"feed", b"rdf:rdf"})
_LEAVES = frozenset(  # hold text; the next of their kind ends one that is never closed
    b"title link guid id pubdate published updated description summary content author category comments source name "
    b"content:encoded dc:title dc:creator dc:date dc:subject dc:description language copyright generator ttl "
    b"managingeditor webmaster lastbuilddate subtitle media:title media:description".split()
)
_STARTS = _LEAVES | frozenset(b"item entry enclosure media:content media:thumbnail media:group image cloud".split())


def repaired(content: bytes, outline: Outline, limit: int) -> bytes:
    """The document with each of its first entries closed where the next begins, and the frame after the last."""
    starts = outline.starts[:limit]
    head, frame = closed(content[: starts[0]], _FRAME)
    pieces = [closed(content[start:end])[0] for start, end in zip(starts, [*starts[1:], len(content)], strict=True)]
    return b"".join((head, *pieces, *(b"</%b>" % name for name in reversed(frame))))


def closed(piece: bytes, stay: frozenset[bytes] = frozenset()) -> tuple[bytes, list[bytes]]:
    """The piece up to the end of its first element, all that is open in it closed but what may `stay` so; and what
    stays."""
    work = _Closing(piece)
    position = 0
    while (tag := TAG.search(piece, position)) is not None:
        closing, name = tag.groups()
        position = past(piece, tag.start()) if name is None else tag.end()
        if name is not None and closing:
            position = work.end(name, tag.start())
            if not work.open and not stay:
                break
        elif name is not None:
            work.begin(name, tag.start(), is_empty=not opens(piece, position))
    else:
        position = len(piece)
    work.copy(position)
    return work.finish(stay)


class _Closing:
    """A piece while its tags are balanced."""

    def __init__(self, piece: bytes) -> None:
        self.piece, self.open, self._parts, self._done = piece, list[bytes](), list[bytes](), 0
        self._last = {tag[2].lower(): tag.start() for tag in TAG.finditer(piece) if tag[1]}

    def begin(self, name: bytes, at: int, *, is_empty: bool) -> None:
        """A tag opens at an offset."""
        if name.lower() in _STARTS:
            near = self.open[-_NEAR:]
            lost = next((n for n, one in enumerate(near) if self._is_lost(one.lower(), at)), len(near))
            self.copy(at)
            for _ in near[lost:]:
                self._close()
        if not is_empty:
            self.open.append(name)

    def end(self, name: bytes, at: int) -> int:
        """A tag closes at an offset: with it all that is open inside; without its beginning it goes. Returns the
        offset after it."""
        after = self.piece.find(b">", at) + 1 or len(self.piece)
        self.copy(at)
        self._done = after
        lower = name.lower()
        if any(one.lower() == lower for one in self.open[-_FAR:]):
            while self._close() != lower:
                pass
        return after

    def copy(self, until: int) -> None:
        """All up to an offset stays as it is."""
        self._parts.append(self.piece[self._done : until])
        self._done = max(self._done, until)

    def finish(self, stay: frozenset[bytes]) -> tuple[bytes, list[bytes]]:
        """The piece, closed, and what stays open."""
        while self.open and self.open[-1].lower() not in stay:
            self._close()
        return b"".join(self._parts), self.open

    def _close(self) -> bytes:
        name = self.open.pop()
        self._parts.append(b"</%b>" % name)
        return name.lower()

    def _is_lost(self, name: bytes, at: int) -> bool:
        return name in _LEAVES and self._last.get(name, -1) < at
