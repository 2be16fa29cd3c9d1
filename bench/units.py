"""P15, P16: search and tree among 220,000 units, on SQLite and on PostgreSQL."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bench import country
from bench.rows import Row
from tests.people import assemble, unit
from units import access
from units.models import Unit

POSTGRES = os.environ.get("BENCH_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
WORDS = ("kiem tra", "dam ha", "Đầm Hà", "hoà", "hòa")
TRIES = 5


def measure() -> list[Row]:
    """Rows of both databases, each measured by a process of its own."""
    return [*_measure_in_process("", "SQLite"), *_measure_on_postgres()]


def as_json() -> str:
    """The rows of this process's own database, for the process that asked."""
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    return json.dumps([row.plain() for row in _measure_here(name)])


def _measure_here(database: str) -> list[Row]:
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    cast = assemble()
    # One unit below: a list without rows asks one query less.
    unit("TD-HP-1", "Quận đoàn Hồng Bàng", cast.other_province)
    few = _pages(cast.lan)
    country.load(Unit.objects.get(code="TD-HP"))
    many = _pages(cast.lan)
    return [
        *_searches(cast.lan, database),
        _subtree(database),
        *(
            Row(f"{database}: truy vấn, {name}", many[name], few[name], many[name] / few[name], 1)
            for name in few
        ),
    ]


def _pages(user: User) -> dict[str, int]:
    """How many queries each page of units asks."""
    client = Client()
    client.force_login(user)
    addresses = {
        "cây đơn vị": reverse("units:tree"),
        "cây tại một ngày": f"{reverse('units:tree')}?ngay=02/07/2025",
        "trang đơn vị": reverse("units:unit", args=["TD-HP"]),
        "người của đơn vị": reverse("units:people", args=["TD-HP"]),
    }
    return {name: _queries(client, address) for name, address in addresses.items()}


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def _best_ms(deed: Callable[[], object]) -> float:
    deed()
    seconds = []
    for _ in range(TRIES):
        start = time.perf_counter()
        deed()
        seconds.append(time.perf_counter() - start)
    return 1000 * min(seconds)


def _database_ms(deed: Callable[[], object]) -> float:
    """Time spent in the database by the deed, the best of several."""
    deed()
    spent = []
    for _ in range(TRIES):
        with CaptureQueriesContext(connection) as captured:
            deed()
        spent.append(sum(float(query["time"]) for query in captured))
    return 1000 * min(spent)


def _searches(user: User, database: str) -> list[Row]:
    """The whole page, from the request to the answer."""
    client = Client()
    client.force_login(user)
    address = reverse("units:tree")
    rows = []
    for words in WORDS:
        find = partial(client.get, address, {"q": words})
        whole, spent = _best_ms(find), _database_ms(find)
        rows.append(Row(f"{database}: tìm “{words}”, cả trang (ms)", whole, spent, whole, 100))
    return rows


def _subtree(database: str) -> Row:
    province = Unit.objects.get(code="P05")

    def count_and_page() -> None:
        rows = Unit.objects.filter(access.below([province])).order_by("path")
        rows.count(), list(rows[:50])

    whole, spent = _best_ms(count_and_page), _database_ms(count_and_page)
    return Row(f"{database}: cây con của một tỉnh (ms trong CSDL)", spent, whole, spent, 5)


def _measure_on_postgres() -> list[Row]:
    """In a database made for it and dropped again."""
    name = f"tinhdoan_bench_{os.getpid()}"
    admin = psycopg2.connect(POSTGRES)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            return _measure_in_process(f"{POSTGRES.rpartition('/')[0]}/{name}", "PostgreSQL")
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _measure_in_process(address: str, database: str) -> list[Row]:
    own = {"DATABASE_URL": address} if address else {}
    surroundings = {key: text for key, text in os.environ.items() if key != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--units-json"],
        env=surroundings | own,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"The measurement on {database} failed; its words stand above.")
    return [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]
