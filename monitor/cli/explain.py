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
    from monitor.cli import output, reasoning, topic_desk  # noqa: PLC0415 - commands import what they need when called
    from monitor.store import reading  # noqa: PLC0415

    with invocation.app().db.read() as conn:
        view = reading.article(conn, article)
        other = reasoning.compared(conn, view)
    document, found = None, None
    if topic:
        document = topic_desk.document(invocation, str(article), Path(str(article)))
        found = topic_desk.book_of(invocation, topic).explain(topic, document)
    if as_json:
        output.json_line(reasoning.as_json(view, other) | ({"topic": topic, "explanation": found} if topic else {}))
        return
    click.echo("\n".join(reasoning.sentences(view, other)))
    if found is not None and document is not None:
        click.echo(f"Topic {topic}:\n{topic_desk.drawn(found, document)}")


commands = [explain]
