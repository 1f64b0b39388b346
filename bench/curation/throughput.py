"""Articles a second of one core, no database: `python -m bench.curation.throughput [--articles N] [--file FILE]`.

*Reprints*: sentences, cleaning with the memory of outlets, print, candidates, verification, filing. *Stories*: terms,
weights, the nearest story, its centre. Each article goes through both, by turns; what counts is the CPU time of this
process, without a search for cycles, as the judge works. The first fifth of the articles fills shelves and caches and
is not counted.
"""

import argparse
import gc
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.curation import labelled, writing
from bench.curation.memory import Shelves
from bench.curation.memory_stories import Stories
from monitor.curate import clean, reprint, sketch

FOLD = 0.85
WARM = 0.2  # of the articles
ALIKE = 0.70  # p from which a text is told as similar: what the product asks for


@dataclass(frozen=True, slots=True)
class Read:
    """An article to measure with."""

    title: str
    text: str
    outlet: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Throughput:
    """Articles a CPU second, and what was found in them."""

    articles: int
    words: float  # of a text, on average
    reprints_s: float
    stories_s: float
    folded: int
    stories: int


class Desk:
    """Both desks, on shelves in memory."""

    def __init__(self) -> None:
        """Nothing is known."""
        self._shelves, self._stories = Shelves(), Stories()
        self._lines: Counter[tuple[str, int]] = Counter()
        self.folded, self.opened = 0, set[int]()

    def reprint(self, number: int, read: Read) -> tuple[sketch.Print, str, bool]:
        """Print, cleaned text, and whether it repeats another."""
        parts = clean.sentences(read.text)
        found = clean.clean(parts, lambda line: self._lines[read.outlet, line])
        self._lines.update((read.outlet, line) for line in found.learn)
        drawn = sketch.make(number, read.title, found.text)
        alike = reprint.find(drawn, self._shelves, least=ALIKE)
        folded = bool(alike) and alike[0].p >= FOLD
        grp = alike[0].grp if folded else number
        self._shelves.put(grp, drawn, known=folded and alike[0].why.get("rule") == reprint.EXACT)
        self.folded += folded
        return drawn, found.text, folded

    def story(self, drawn: sketch.Print, text: str, read: Read) -> None:
        """Put an original into a story."""
        self.opened.add(self._stories.tell(drawn.sketch, read.title, text, read.at))


def measure(reads: Sequence[Read]) -> Throughput:
    """Everything once; stories are told of originals, and counted by them."""
    desk, warm = Desk(), int(len(reads) * WARM)
    texts = stories = 0.0
    told = 0
    for number, read in enumerate(reads):
        begun = time.process_time()
        drawn, text, folded = desk.reprint(number, read)
        between = time.process_time()
        if not folded:
            desk.story(drawn, text, read)
        if number >= warm:
            texts += between - begun
            stories += 0 if folded else time.process_time() - between
            told += not folded
    words = sum(len(read.text.split()) for read in reads) / len(reads)
    return Throughput(
        len(reads), words, (len(reads) - warm) / texts, told / stories if told else 0.0, desk.folded, len(desk.opened)
    )


def written(count: int, words: int = writing.WORDS) -> list[Read]:
    """Articles of our own making."""
    return [Read(one.title, one.text, one.outlet, one.published) for one in writing.articles(0, count, words=words)]


def labelled_ones(file: Path, count: int) -> list[Read]:
    """The first articles of a file of labelled ones."""
    now = datetime.now(UTC)
    return [
        Read(one.title, one.text, one.source or "", datetime.fromisoformat(one.published) if one.published else now)
        for one in labelled.articles(file)[:count]
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--words", type=int, default=writing.WORDS, help="of each article of our own making")
    parser.add_argument("--file", type=Path, help="labelled articles (JSON lines) instead of our own")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    reads = labelled_ones(asked.file, asked.articles) if asked.file else written(asked.articles, asked.words)
    gc.collect()
    gc.disable()
    try:
        found = measure(reads)
    finally:
        gc.enable()
    if asked.json:
        print(json.dumps({name: getattr(found, name) for name in Throughput.__slots__}))
        return
    print(
        f"{found.articles} articles of {found.words:.0f} words, a core: reprints {found.reprints_s:,.0f}/s, "
        f"stories {found.stories_s:,.0f}/s ({found.folded} folded, {found.stories} stories)"
    )


if __name__ == "__main__":
    main()
