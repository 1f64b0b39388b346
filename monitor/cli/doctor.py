"""`monitor doctor`: looks at everything that monitor stands on, and says how to mend what is wrong."""

import click

from monitor.cli.invocation import Invocation


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: one a finding.")
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too: feeds in trouble, polls that are late.")
@click.pass_obj
def doctor(invocation: Invocation, as_json: bool, strict: bool) -> int:
    """Check versions, configuration, database, feeds, polls, judge and mail server. Exits 1 when something failed."""
    from monitor.cli import examining  # noqa: PLC0415
    from monitor.cli.output import listing  # noqa: PLC0415

    findings = list(examining.examine(invocation))
    columns = {"": "grade", "what": "what", "found": "found", "mend": "mend"}
    listing(findings, columns, as_json=as_json)
    failed = sum(finding.grade == "fail" for finding in findings)
    warned = sum(finding.grade == "warn" for finding in findings)
    if not as_json:
        click.echo(f"{failed} of {len(findings)} failed" if failed else "all well enough to run")
    return 1 if failed or (strict and warned) else 0


commands = [doctor]
