"""`monitor digest recipients|invite|restore`: who gets a digest, who joins, and whom nothing is sent to."""

import click

from monitor.cli.invocation import Invocation

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.command()
@click.argument("slug")
@JSON
@click.pass_obj
def recipients(invocation: Invocation, slug: str, as_json: bool) -> None:
    """Who gets a digest: whom it names, who joined, was asked, left, or refuses too often to be sent anything."""
    from monitor.cli import output, recipients_desk  # noqa: PLC0415 - commands import what they need when called

    output.listing(recipients_desk.recipients(invocation.app(), slug), recipients_desk.RECIPIENTS, as_json=as_json)


@click.command()
@click.argument("slug")
@click.argument("address")
@click.pass_obj
def invite(invocation: Invocation, slug: str, address: str) -> None:
    """Ask an address by mail whether it wants a digest. Nothing else is sent there before it says so."""
    from monitor.cli import recipients_desk  # noqa: PLC0415

    click.echo(recipients_desk.invited(invocation.app(), slug, address))


@click.command()
@click.argument("address")
@click.option("--channel", "channel", help="Only for this channel. Default: all.")
@click.pass_obj
def restore(invocation: Invocation, address: str, channel: str | None) -> None:
    """Send to an address again that refused too often, or said that it is gone."""
    from monitor.cli import recipients_desk  # noqa: PLC0415

    click.echo(recipients_desk.restored(invocation.app(), address, channel))


commands: list[click.Command] = [recipients, invite, restore]
