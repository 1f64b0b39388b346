"""Lands polls in a loop until it is killed; says after each commit what it promised. Run with a database's address."""

import sys
from itertools import count

from monitor.store import landing
from monitor.store.database import Database
from monitor.store.writer import Writer
from tests.store.make import NOW, claim_all, entry, placement, result


def main(url: str, first: int) -> None:
    db = Database(url)
    with Writer(db) as writer:
        for n in count(first):
            for due in claim_all(db):
                items = [placement(entry(n * 100 + k), topics=["sohae"], feed=due.slug) for k in range(5)]
                poll = result(*items)
                writer.submit(lambda conn, due=due, poll=poll: landing.land(conn, due, poll, now=NOW)).result()  # type: ignore[misc]
            sys.stdout.write(f"{n}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
