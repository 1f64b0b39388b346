"""The outcome of topics' tests for machines that show it: JUnit's XML, and the annotations of GitHub Actions."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from monitor.cli.topic_testing import Outcome, named
from monitor.errors import MonitorError
from monitor.lang.text import clean

_ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_ESCAPED_IN_VALUE = {**_ESCAPED, ":": "%3A", ",": "%2C"}


def write_junit(path: Path, outcomes: Sequence[Outcome]) -> None:
    """Write a JUnit report: a suite a topic, a case a test. Raises MonitorError when the file can not be written."""
    root = Element("testsuites", name="monitor topics", tests=str(len(outcomes)), failures=str(_failed(outcomes)))
    for topic, group in groupby(outcomes, key=lambda outcome: outcome.topic):
        cases = list(group)
        suite = SubElement(root, "testsuite", name=topic, tests=str(len(cases)), failures=str(_failed(cases)))
        for case in cases:
            _add_case(suite, case)
    indent(root)
    try:
        ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise MonitorError(f"the report can not be written to {path}: {error.strerror}") from error


def annotations(outcomes: Iterable[Outcome]) -> list[str]:
    """A workflow command of GitHub Actions for each failed test: it is then shown beside the line in the file."""
    lines = []
    for one in outcomes:
        if not one.passed:
            place = {"file": one.file, "line": str(one.line or "")}
            place["title"] = f"{one.topic}: must {'' if one.wanted else 'not '}match"
            values = ",".join(f"{key}={_escape(value, _ESCAPED_IN_VALUE)}" for key, value in place.items() if value)
            lines.append(f"::error {values}::{_escape(chr(10).join((named(one), *one.why)), _ESCAPED)}")
    return lines


def _add_case(suite: Element, one: Outcome) -> None:
    want = "must match" if one.wanted else "must not match"
    case = SubElement(suite, "testcase", classname=f"{one.topic}.{want}".replace(" ", "_"), name=named(one))
    if one.file:
        case.set("file", one.file)
        case.set("line", str(one.line))
    if not one.passed:
        failure = SubElement(case, "failure", message=f"{want}: {named(one)}")
        failure.text = clean("\n".join(one.why))


def _failed(outcomes: Iterable[Outcome]) -> int:
    return sum(not one.passed for one in outcomes)


def _escape(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)
