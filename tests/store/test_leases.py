import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update

from monitor.errors import AlreadyRunning, LostLease
from monitor.store import leases
from monitor.store.database import Database
from monitor.store.schema import lease

HOLD = """
import sys
from monitor.store import leases
from monitor.store.database import Database
with leases.only_daemon(Database(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def expire(db: Database) -> None:
    with db.write() as conn:
        conn.execute(update(lease).values(until=1))


def test_one_holder_at_a_time(database: Database) -> None:
    assert leases.take(database, "judge", "a", 60) == 1
    assert leases.take(database, "judge", "b", 60) is None
    assert leases.take(database, "other", "b", 60) == 1


def test_tokens_grow_with_each_holder(database: Database) -> None:
    leases.take(database, "judge", "a", 60)
    expire(database)
    assert leases.take(database, "judge", "b", 60) == 2
    with pytest.raises(LostLease):
        leases.renew(database, "judge", 1, 60)
    with pytest.raises(LostLease), database.write() as conn:
        leases.check(conn, "judge", 1)
    with database.write() as conn:
        leases.check(conn, "judge", 2)


def test_renewing_keeps_it(database: Database) -> None:
    leases.take(database, "judge", "a", 0)
    leases.renew(database, "judge", 1, 60)
    assert leases.take(database, "judge", "b", 60) is None


def test_releasing_frees_it_but_an_old_token_frees_nothing(database: Database) -> None:
    leases.take(database, "judge", "a", 60)
    leases.release(database, "judge", 1)
    assert leases.take(database, "judge", "b", 60) == 2
    leases.release(database, "judge", 1)
    assert leases.take(database, "judge", "c", 60) is None


def test_a_second_daemon_on_the_file_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/monitor.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout
        assert first.stdout.readline() == "held\n"
        with pytest.raises(AlreadyRunning, match=f"pid {first.pid}"), leases.only_daemon(Database(url)):
            pass
        first.kill()
        first.wait()
    with leases.only_daemon(Database(url)):
        pass


def test_any_number_of_daemons_on_postgresql(postgres_database: Database) -> None:
    with leases.only_daemon(postgres_database), leases.only_daemon(postgres_database):
        pass
