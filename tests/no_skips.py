"""With CI=true a test that did not really run is a failure: nothing passes by not running."""

import os
from collections.abc import Iterator

import pytest

_left_out: list[str] = []


def _must_all_run() -> bool:
    return os.environ.get("CI") == "true"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Skipped, expected to fail, or passing although expected to fail: all count."""
    if report.skipped or hasattr(report, "wasxfail"):
        _left_out.append(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A whole module that skips itself."""
    if report.skipped:
        _left_out.append(report.nodeid)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """The run fails, whatever else passed."""
    if _left_out and _must_all_run() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name them, so that nobody has to search."""
    if _left_out and _must_all_run():
        terminalreporter.section("not run, which CI=true does not allow", red=True)
        for nodeid in _left_out:
            terminalreporter.write_line(nodeid)
