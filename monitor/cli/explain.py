"""`monitor explain`: why an article is what it is."""

from pathlib import Path

import click

from monitor.cli.invocation import Invocation


@click.command()
@click.argument("article", type=int)
@click.option("--topic", metavar="SLUG", help="Why it matches this topic, or which clause failed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def explain(invocation: Invocation, article: int, topic: str | None, as_json: bool) -> None:
    """Why an article is one of its own or a reprint, why in that story, and where it comes from."""
    from monitor.cli import output, reasoning, topic_desk, topic_explaining  # noqa: PLC0415 - when it is called
    from monitor.store import reading  # noqa: PLC0415

    with invocation.app().db.read() as conn:
        view = reading.article(conn, article)
        other = reasoning.compared(conn, view)
    found = None
    if topic:
        document = topic_desk.document(invocation, str(article), Path(str(article)))
        found = topic_explaining.Explained(invocation, topic, document)
    if as_json:
        asked = {"topic": topic, "explanation": found.as_json()} if found else {}
        output.json_line(reasoning.as_json(view, other) | asked)
        return
    click.echo("\n".join(reasoning.sentences(view, other)))
    if found is not None:
        click.echo(f"Topic {topic}:\n{found.drawn()}")


commands = [explain]
