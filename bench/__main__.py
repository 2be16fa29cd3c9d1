"""Measure every row, print figure, ceiling, ratio and goal, write var/bench.json."""

import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tinhdoan.settings")
FOLDER = Path(tempfile.mkdtemp(prefix="tinhdoan-bench-"))
os.environ.setdefault("DATABASE_URL", f"sqlite:///{FOLDER / 'db.sqlite3'}")
os.environ["MEDIA_ROOT"] = str(FOLDER / "media")
django.setup()

from bench import bulk, chromium, pages, render, units  # noqa: E402  (needs the settings above)
from bench.rows import Row  # noqa: E402

PARTS = {
    "render": render.measure,
    "chromium": chromium.measure,
    "bulk": bulk.measure,
    "pages": pages.measure,
    "units": units.measure,
}


def show(rows: Iterable[Row]) -> bool:
    """Print the table; whether every row meets its goal."""
    good = True
    print(f"{'phép đo':<64}{'kết quả':>10}{'so với':>10}{'tỉ lệ':>8}{'mục tiêu':>10}")
    for row in rows:
        mark = "" if row.is_met else "  ← chưa đạt"
        good = good and row.is_met
        print(f"{row.name:<64}{row.figure:>10.4g}{row.against:>10.4g}", end="")
        print(f"{row.value:>8.3g}{row.goal:>10.3g}{mark}")
    return good


def run(asked: list[str]) -> None:
    """Measure the parts asked for (all, when none is named) and write them down."""
    measured = [row for name in asked or PARTS for row in PARTS[name]()]
    show(measured)
    target = Path(django.conf.settings.VAR_DIR) / "bench.json"
    target.write_text(json.dumps([row.as_json() for row in measured], indent=1))
    print(f"Ghi vào {target.relative_to(django.conf.settings.BASE_DIR)}.")


if __name__ == "__main__":
    if sys.argv[1:] == ["--units-json"]:
        print(units.as_json())
    else:
        run(sys.argv[1:])
