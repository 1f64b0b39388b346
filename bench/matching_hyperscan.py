"""The bench of matching by hyperscan, in an environment of its own: this file is what runs in there.

python matching_hyperscan.py < {"patterns": […], "texts": […], "seconds": 2}        one line of JSON
"""

import json
import sys
import time


def main() -> None:
    """Compile the patterns, scan the texts for so long, say what came of it."""
    import hyperscan  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - only there

    asked = json.load(sys.stdin)
    texts = [text.encode() for text in asked["texts"]]
    began = time.perf_counter()
    database = hyperscan.Database()
    flags = hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_UTF8
    patterns = [pattern.encode() for pattern in asked["patterns"]]
    database.compile(expressions=patterns, ids=range(len(patterns)), elements=len(patterns), flags=flags)
    built = time.perf_counter() - began
    hits = done = 0

    def seen(_number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
        nonlocal hits
        hits += 1

    began = time.process_time()
    while (spent := time.process_time() - began) < asked["seconds"]:
        database.scan(texts[done % len(texts)], match_event_handler=seen)
        done += 1
    print(json.dumps({"articles": done, "seconds": spent, "build_s": built, "hits": hits}))


if __name__ == "__main__":
    main()
