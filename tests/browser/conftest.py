"""A real Chromium on the demo, served by a live server."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tinhdoan.demo.people import PASSWORD
from tinhdoan.management.commands.load_demo import load

# Playwright's own loop would make Django refuse to talk to the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; Playwright's own download is not used."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def demo(transactional_db: None, live_server: LiveServer) -> str:
    """Address of a server with the demo loaded."""
    load()
    return str(live_server.url)


@pytest.fixture
def sign_in(chromium: Browser, demo: str) -> Iterator[Callable[..., Page]]:
    """``sign_in("thuky", width=390)``: a page of that person in a window of that width."""
    contexts: list[Any] = []

    def open_page(username: str, *, width: int) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 844}, locale="vi")
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{demo}/dang-nhap/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{demo}/")
        return page

    yield open_page
    for context in contexts:
        context.close()
