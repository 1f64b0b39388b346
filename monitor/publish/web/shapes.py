"""The eight marks of topics: a colour (a class of the style sheet) and a shape, drawn in a 12 × 12 box."""

SHAPES = (
    "M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9z",  # ● blue
    "M2 2h8v8h-8z",  # ■ ochre
    "M6 1.2l5.2 9.3h-10.4z",  # ▲ green
    "M6 .8l5.2 5.2l-5.2 5.2l-5.2-5.2z",  # ◆ plum
    "M6 10.8l5.2-9.3h-10.4z",  # ▼ teal
    "M4.4 1h3.2v3.4h3.4v3.2h-3.4v3.4h-3.2v-3.4h-3.4v-3.2h3.4z",  # ✚ violet
    "M6 1.2a4.8 4.8 0 1 0 0 9.6a4.8 4.8 0 0 0 0-9.6zm0 2a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 0 1 0-5.6z",  # ○ slate
    "M6 .8l5.2 3.9l-2 6.3h-6.4l-2-6.3z",  # ⬟ brick
)


def shape(slot: int) -> str:
    """The path of a slot; the ninth topic has the colours again with the next shape."""
    turn, place = divmod(max(slot, 1) - 1, len(SHAPES))
    return SHAPES[(place + turn) % len(SHAPES)]


def colour(slot: int) -> int:
    """The number of a slot's colour, 1 to 8."""
    return (max(slot, 1) - 1) % len(SHAPES) + 1
