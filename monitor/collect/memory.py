"""What the C library does with memory that large documents leave behind."""

import ctypes

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8  # of glibc's mallopt
LARGE = 256 * 1024  # bytes: blocks from this size on are mapped one by one
ARENAS = 2


def give_back() -> bool:
    """Have this process return large blocks to the system as soon as they are free, and share few heaps among its
    threads. Left alone, glibc raises the size from which it maps blocks apart to the largest one that was ever freed
    (up to 32 MiB): after the first large document all later ones are cut out of heaps, which only shrink at their
    ends. False where the C library is another one."""
    try:
        tune = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError):
        return False
    settings = ((_MMAP_THRESHOLD, LARGE), (_TRIM_THRESHOLD, LARGE), (_ARENA_MAX, ARENAS))
    return all(tune(name, value) for name, value in settings)
