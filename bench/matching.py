"""How fast articles are matched, and how much more terms and topics cost: ours beside one alternation of `re` and
beside hyperscan, in the same run over the same articles. A stage of `make bench`.

python -m bench.matching [--terms N…] [--articles N] [--seconds S] [--seed N] [--no-peer] [--no-keep]
"""

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import figures
from bench.figures import Figures
from bench.matching_texts import Phrase, articles, other_news, phrases, topics
from monitor.curate.match import TopicBook
from monitor.model.topic import Document

PEER = figures.HERE / ".venv" / "hyperscan"
TERMS = (10, 1_000, 10_000)
EACH = 10  # terms of a topic
ARTICLES, SECONDS = 1_000, 2.0


def measure(asked: argparse.Namespace) -> list[Figures]:
    """Every program with every number of terms."""
    rows: list[Figures] = []
    hyperscan = None if asked.no_peer else _install()
    for count in asked.terms:
        terms = phrases(count, asked.seed)
        documents = articles(asked.articles, terms, asked.seed)
        rows += _ours(terms, documents, asked, each=EACH)
        rows.append(_alternation(terms, documents, asked.seconds))
        if hyperscan is not None:
            rows.append(_hyperscan(hyperscan, terms, documents, asked.seconds))
    if len(asked.terms) > 1:
        rows += _ours(terms, documents, asked, each=1)
    return rows


def show(rows: Sequence[Figures]) -> None:
    """The table that people read."""
    table = Table(title="matching: articles of 350 words a second of one core")
    for name in ("terms", "program", "articles/s", "ready in s", "what it does"):
        table.add_column(name, justify="right" if name.endswith(("s", "/s")) else "left")
    for row in rows:
        table.add_row(row.phase, row.program, f"{row.articles_s:,.0f}", f"{row.startup_s:.3f}", row.note)
    Console(width=120).print(table)


def stage(*, seed: int, peer: bool, keep: bool) -> None:
    """The stage of `make bench`."""
    main(["--seed", str(seed), *([] if peer else ["--no-peer"]), *([] if keep else ["--no-keep"])])


def _ours(
    terms: tuple[Phrase, ...], documents: list[Document], asked: argparse.Namespace, *, each: int
) -> list[Figures]:  # fmt: skip
    """News that is about some of the topics, and news that is about none."""
    specs = topics(terms, each=each)
    began = time.perf_counter()
    book = TopicBook(specs)
    ready = time.perf_counter() - began
    rows = []
    for program, texts in (("monitor", documents), ("monitor, other news", other_news(asked.articles, asked.seed))):
        done, spent, found = _timed(lambda document: len(book.match(document)), texts, asked.seconds)
        note = f"{len(specs):,} topics, folded, decided, with evidence; {found / done:.2f} matches an article"
        rows.append(_row(program, len(terms), done, spent, ready, note))
    return rows


def _alternation(terms: tuple[Phrase, ...], documents: list[Document], seconds: float) -> Figures:
    began = time.perf_counter()
    pattern = re.compile("|".join(term.regex() for term in terms), re.IGNORECASE)
    ready = time.perf_counter() - began
    done, spent, found = _timed(
        lambda document: len(pattern.findall(document.title)) + len(pattern.findall(document.body)), documents, seconds
    )
    return _row(
        "re, one alternation", len(terms), done, spent, ready, f"finds only; {found / done:.2f} hits an article"
    )


def _hyperscan(python: Path, terms: tuple[Phrase, ...], documents: list[Document], seconds: float) -> Figures:
    texts = [f"{document.title}\n{document.body}" for document in documents]
    asked = {"patterns": [term.regex(ascii_borders=True) for term in terms], "texts": texts, "seconds": seconds}
    ran = subprocess.run(
        [str(python), str(Path(__file__).with_name("matching_hyperscan.py"))],
        input=json.dumps(asked), capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(ran.stdout)
    note = f"finds only; {told['hits'] / told['articles']:.2f} hits an article"
    return _row("hyperscan", len(terms), told["articles"], told["seconds"], told["build_s"], note)


def _timed(
    work: Callable[[Document], int], documents: list[Document], seconds: float
) -> tuple[int, float, int]:  # fmt: skip
    """Articles done, CPU seconds spent and what was found, for about so many seconds after a short warm-up."""
    for document in documents[:5]:
        work(document)
    done = found = 0
    began = time.process_time()
    while (spent := time.process_time() - began) < seconds:
        found += work(documents[done % len(documents)])
        done += 1
    return done, spent, found


def _row(program: str, terms: int, done: int, spent: float, ready: float, note: str) -> Figures:
    return Figures(program, f"match {terms:,} terms", 0, done, spent, spent, 0, 0, ready, note)


def _install() -> Path | None:
    """The Python of hyperscan's environment, made on first use; None, with the reason said, where it can not be had."""
    python = PEER / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEER)], check=True)
    ask = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "hyperscan"]
    has = subprocess.run([str(python), "-c", "import hyperscan"], capture_output=True, check=False).returncode == 0
    if has or subprocess.run(ask, capture_output=True, check=False).returncode == 0:
        return python
    print("hyperscan is left out: pip finds no wheel of it for this machine")
    return None


def main(words: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="Measure matching, beside an alternation of re and hyperscan.")
    parser.add_argument("--terms", type=int, nargs="+", default=list(TERMS))
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-peer", action="store_true", help="without hyperscan")
    parser.add_argument("--no-keep", action="store_true", help="write nothing to results.tsv")
    asked = parser.parse_args(words)
    rows = measure(asked)
    show(rows)
    if not asked.no_keep:
        figures.keep(figures.this_run(0, asked.articles, asked.seed), rows)


if __name__ == "__main__":
    main()
