"""An edition as mail: subject, complete plain part, HTML that holds in every client. Rendered once, then stored."""

from dataclasses import replace
from functools import cache
from importlib.resources import files

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from monitor.model.digest import EditionContent, Rendered, TopicSection
from monitor.publish.columns import WIDTH, fill
from monitor.publish.letter import Letter
from monitor.publish.letter_view import letter_view, subject
from monitor.publish.links import Links

HTML_BYTES = 90_000  # large receivers cut a mail at about 102 kB; headers and the rest need their part
FOLDER = "templates/mail"


def render(content: EditionContent, *, base_url: str, why: str, unsubscribe: str | None = None) -> Rendered:
    """`content` as a mail. `why` says why one gets it; links begin with `base_url`."""
    links = Links(base_url.rstrip("/"))
    text = _text(letter_view(content, links, why, unsubscribe))
    return Rendered(subject(content), text, _bounded_html(content, links, why, unsubscribe))


def _bounded_html(content: EditionContent, links: Links, why: str, unsubscribe: str | None) -> str:
    """The HTML with as many rows of each topic as fit, none cut in the middle, and of very many topics with the first
    ones; the rest is counted."""
    rows, topics = max((len(section.items) for section in content.sections), default=0), len(content.sections)
    while True:
        html = _html(letter_view(_shortened(content, rows, topics), links, why, unsubscribe))
        size = len(html.encode())
        if size <= HTML_BYTES or (rows == 0 and topics <= 1):
            return html
        if rows > 1 or topics <= 1:
            rows = min(rows - 1, rows * HTML_BYTES // size)
        else:
            topics = max(1, min(topics - 1, topics * HTML_BYTES // size))


def _shortened(content: EditionContent, rows: int, topics: int) -> EditionContent:
    shown = [_shorter(section, rows) for section in content.sections[:topics]]
    left_out = sum(len(section.items) + section.more for section in content.sections[topics:])
    if left_out:
        shown[-1] = replace(shown[-1], more=shown[-1].more + left_out)
    return replace(content, sections=tuple(shown))


def _shorter(section: TopicSection, rows: int) -> TopicSection:
    cut = max(0, len(section.items) - rows)
    return replace(section, items=section.items[:rows], more=section.more + cut)


def _text(letter: Letter) -> str:
    return text_part("edition.txt", letter)


def _html(letter: Letter) -> str:
    return html_part("edition.html", letter)


def text_part(template: str, letter: object) -> str:
    """The plain part of a mail."""
    return _environment().get_template(template).render(letter=letter).rstrip() + "\n"


def html_part(template: str, letter: object) -> str:
    """The HTML part of a mail, with the styles of all mails."""
    page = _environment().get_template(template).render(letter=letter)
    return _inliner().inline(page).replace("</head>", f"<style>{_style('dark.css')}</style></head>", 1)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("monitor.publish", FOLDER),
        autoescape=select_autoescape(enabled_extensions=("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["fill"] = fill
    environment.globals["rule"] = "-" * WIDTH
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    """Never told to load anything: with its defaults it would open any file that a page names."""
    return css_inline.CSSInliner(
        load_remote_stylesheets=False, extra_css=_style("mail.css"), keep_style_tags=False, keep_at_rules=True
    )


def _style(name: str) -> str:
    return files("monitor.publish").joinpath(FOLDER, name).read_text("utf-8")
