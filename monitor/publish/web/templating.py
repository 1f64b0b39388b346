"""Jinja, set up once: everything escaped, nothing undefined."""

from pathlib import Path

import jinja2

from monitor.publish.web import charts, marks
from monitor.publish.web.address import changed, local_iso
from monitor.publish.web.assets import Assets
from monitor.publish.web.shapes import colour, shape
from monitor.publish.words import web_link

FOLDER = Path(__file__).parent.parent / "templates"


def environment(assets: Assets) -> jinja2.Environment:
    """The templates of the pages."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    made.globals |= {
        "asset": assets.url,
        "charts": charts,
        "marks": marks,
        "shape": shape,
        "colour": colour,
        "web_link": web_link,
        "changed": changed,
        "local_iso": local_iso,
    }
    return made
