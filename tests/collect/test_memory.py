"""What large documents leave behind in the process that fetched them."""

import platform
import subprocess
import sys

import pytest

PROGRAM = """
import sys, psutil
from monitor.collect import memory

if "given back" in sys.argv:
    assert memory.give_back()
resident = lambda: psutil.Process().memory_info().rss // 1_000_000
before = resident()
for turn in range(2):  # the first large block that is freed is what glibc learns from
    large, small = [], []
    for n in range(4):
        large.append(b"x" * 15_000_000)
        small.append(b"y" * 50_000)  # what is kept of each document lies behind it
    del large
print(resident() - before)
"""


def left_behind(*words: str) -> int:
    """MB that are still resident after eight documents of 15 MB have come and gone."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have other heaps")
def test_large_documents_leave_no_hole_behind() -> None:
    assert left_behind("given back") <= 5
    assert left_behind() >= 30  # which is why it is asked for
