"""`monitor search`: full-text search over stored articles."""

import click

from monitor.cli.invocation import Invocation

SHOWN = 25


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=SHOWN, show_default=True, help="How many to show.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def search(invocation: Invocation, query: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Search articles: words, "phrases", prefix*, AND OR NOT, title:, outlet:, lang:, topic:, since: … Newest first."""
    from monitor.cli import output  # noqa: PLC0415 - commands import what they need when they are called
    from monitor.lang.query import describe, parse_query  # noqa: PLC0415
    from monitor.lang.search import plan  # noqa: PLC0415
    from monitor.store import reading  # noqa: PLC0415

    text = " ".join(query)
    node = parse_query(text, {})
    filters = reading.Filters(q=text, plan=plan(node), limit=limit)
    with invocation.app().db.read() as conn:
        page = reading.articles(conn, filters)
    if as_json:
        for row in page.items:
            output.json_line(reading.as_json(row))
        return
    rows = [(row.effective, row.outlet_name, row.title, row.id) for row in page.items]
    output.table(("when", "outlet", "headline", "article"), rows, right=("article",))
    click.echo(f"{page.total or 0} articles with {describe(node)}")


commands = [search]
