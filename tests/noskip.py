"""With MONITOR_CI=1 a skipped test is a failed one: there everything that tests need is installed."""

import os
from collections.abc import Generator

import pytest

STRICT = os.environ.get("MONITOR_CI") == "1"


def _refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    """A skip becomes a failure that says why; an expected failure (xfail) is not a skip."""
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"skipped, which MONITOR_CI=1 does not allow: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse(report)
    return report
