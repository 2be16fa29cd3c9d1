"""``access_matrix.csv``: its rows, the address each points to, and what an answer counts as."""

import csv
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.access.world import World

Row = dict[str, str]
ROWS: list[Row] = list(
    csv.DictReader(
        (Path(__file__).parent.parent / "access_matrix.csv").open(encoding="utf-8", newline="")
    )
)


def arguments_of(row: Row, world: World) -> dict[str, Any]:
    """What stands in the row's address in this world."""
    special = f"{row['url']} {row['object']}"
    for name in (special, row["url"]):
        if name in world.arguments:
            return world.arguments[name]
    if row["url"].startswith("reports:") and row["object"]:
        return {"pk": world.papers[row["object"]].pk}
    return {}


def answer_and_undo(signed_in: Client, row: Row, arguments: dict[str, Any]) -> Any:
    """The answer in a fresh browser with the cookies of the other; what it did is undone."""
    browser = Client()
    browser.cookies.update(signed_in.cookies)
    send = browser.get if row["method"] == "GET" else browser.post
    point = transaction.savepoint()
    try:
        return send(reverse(row["url"], kwargs=arguments))
    finally:
        transaction.savepoint_rollback(point)


def word_for(response: Any) -> str:
    """``ok``, ``login`` or the status: the words of the table."""
    if response.status_code == 302 and "/dang-nhap/" in response["Location"]:
        return "login"
    code = response.status_code
    return "ok" if code < 400 or code == 503 else str(code)
