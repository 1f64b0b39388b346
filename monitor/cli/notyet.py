"""Commands of the design that are not built yet: they say so and exit 2."""

import click

from monitor.errors import NotYet


def not_yet(name: str) -> click.Command:
    """A command that takes anything and answers "not yet"."""

    @click.command(
        name,
        help="Not yet built.",
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
        add_help_option=False,
    )
    def say() -> None:
        raise NotYet(f"not yet: `monitor {name}` is not built")

    return say
