"""`python -m bench.curation [FOLDER] [options of bench.curation.pipeline]`: what curating is worth and what it costs.

Articles a second of one core; with a folder of labelled articles (see the docstring of the package) also what the
product makes of them, and whether the order in which they come matters.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from bench.curation import order, pipeline, throughput


def main(arguments: Sequence[str]) -> None:
    """Everything, one after the other."""
    throughput.main([])
    if not arguments:
        order.main(["--shuffles", "6"])
        return
    pipeline.main(arguments)
    copies = Path(arguments[0]) / pipeline.FILES[pipeline.REPRINTS]
    if copies.exists():
        order.main([str(copies)])


if __name__ == "__main__":
    main(sys.argv[1:])
