"""`monitor digest`: list, preview, send and resend digests; send a test mail."""

from pathlib import Path

import click

from monitor.cli import digest_recipients
from monitor.cli.invocation import Invocation

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.group()
def digest() -> None:
    """Digests: who is told what, and when."""


@digest.command("list")
@click.argument("slug", required=False)
@JSON
@click.pass_obj
def list_(invocation: Invocation, slug: str | None, as_json: bool) -> None:
    """Every digest with its last and next edition; the editions of one, when it is named."""
    from monitor.cli import digest_desk, output  # noqa: PLC0415 - commands import what they need when they are called

    app = invocation.app()
    if slug is None:
        output.listing(digest_desk.digests(app), digest_desk.DIGESTS, as_json=as_json, right=("recipients",))
    else:
        output.listing(digest_desk.kept(app, slug), digest_desk.EDITIONS, as_json=as_json)


@digest.command()
@click.argument("slug")
@click.option("--at", "at", metavar="TIME", help="Cut at this time instead of now: 12h, 2026-11-23T07:30.")
@click.option("--html", "html", type=click.Path(path_type=Path, dir_okay=False), help="Write the HTML part to a file.")
@click.option("--text", "text", is_flag=True, help="Print the plain part (as without any option).")
@JSON
@click.pass_obj
def preview(invocation: Invocation, slug: str, at: str | None, html: Path | None, text: bool, as_json: bool) -> None:
    """What an edition would hold, and how it would look. Nothing is kept or sent."""
    from monitor.cli import digest_desk  # noqa: PLC0415

    content, rendered = digest_desk.previewed(invocation.app(), slug, at)
    if html is not None:
        html.write_text(rendered.html, "utf-8")
        click.echo(f"{html}: {len(rendered.html.encode()):,} bytes", err=True)
    if as_json:
        digest_desk.print_content(content)
    elif text or html is None:
        click.echo(f"Subject: {rendered.subject}\n\n{rendered.text}", nl=False)


@digest.command()
@click.argument("slug")
@JSON
@click.pass_obj
def send(invocation: Invocation, slug: str, as_json: bool) -> int:
    """Cut an edition now, whatever the schedule says, and deliver it. The schedule goes on from there."""
    from monitor.cli import digest_desk, output  # noqa: PLC0415

    tried = digest_desk.sent_now(invocation.app(), slug)
    output.listing(tried, digest_desk.DELIVERED, as_json=as_json)
    return digest_desk.verdict(tried)


@digest.command()
@click.argument("slug")
@click.option("--edition", "edition", type=int, help="Number of the edition. Default: the newest that was not skipped.")
@click.option("--to", "recipients", metavar="ADDRESS", multiple=True, help="Only to these recipients of it.")
@JSON
@click.pass_obj
def resend(invocation: Invocation, slug: str, edition: int | None, recipients: tuple[str, ...], as_json: bool) -> int:
    """Deliver a kept edition again, as it was rendered, with its old Message-ID."""
    from monitor.cli import digest_desk, output  # noqa: PLC0415

    tried = digest_desk.sent_again(invocation.app(), slug, edition, recipients)
    output.listing(tried, digest_desk.DELIVERED, as_json=as_json)
    return digest_desk.verdict(tried)


@digest.command("test-mail")
@click.argument("recipient")
@click.option("--channel", "channel", help="The channel to try. Default: that of the destination, else mail.")
@JSON
@click.pass_obj
def test_mail(invocation: Invocation, recipient: str, channel: str | None, as_json: bool) -> int:
    """Send a small edition to a mail address or a destination, and say what the other side answered."""
    from monitor.cli import output, recipients_desk  # noqa: PLC0415

    tested = recipients_desk.tested(invocation.settings.options, recipient, channel)
    if as_json:
        output.json_line(tested)
    else:
        click.echo(f"{tested.result}: {tested.answer}")
    return 0 if tested.good else 1


@digest.command()
@click.argument("slug")
@click.pass_obj
def pause(invocation: Invocation, slug: str) -> None:
    """Compose no edition until somebody resumes it. What falls due meanwhile is left out."""
    from monitor.cli import digest_desk  # noqa: PLC0415

    click.echo(digest_desk.paused(invocation.app(), slug))


@digest.command()
@click.argument("slug")
@click.pass_obj
def resume(invocation: Invocation, slug: str) -> None:
    """Compose the editions of a paused digest again."""
    from monitor.cli import digest_desk  # noqa: PLC0415

    click.echo(digest_desk.resumed(invocation.app(), slug))


@digest.command()
@click.argument("slug")
@click.pass_obj
def retire(invocation: Invocation, slug: str) -> None:
    """Take a digest of the dashboard out of use; its editions stay. The dashboard restores it."""
    from monitor.cli import digest_desk  # noqa: PLC0415

    click.echo(digest_desk.retired(invocation.app(strict=False), slug))


for command in digest_recipients.commands:
    digest.add_command(command)

commands: list[click.Command] = [digest]
