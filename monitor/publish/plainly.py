"""A letter of a few sentences: notices and confirmations, in text and in HTML that needs no styles."""

from collections.abc import Sequence
from html import escape

from monitor.model.digest import Rendered
from monitor.publish.columns import fill

PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
    "<title>{title}</title></head>"
    '<body style="margin:0;padding:24px;font:16px/24px -apple-system,Segoe UI,Roboto,Arial,sans-serif">'
    '<h1 style="font-size:20px;line-height:26px;margin:0 0 16px">{title}</h1>{body}</body></html>'
)


def plain_letter(
    subject: str, title: str, lines: Sequence[str], link: tuple[str, str], after: Sequence[str] = ()
) -> Rendered:
    """`lines` are paragraphs; `link` is (what it does, its address); `after` comes below it."""
    words, address = link
    text = "\n\n".join([title.upper(), *map(fill, lines), f"{words}:\n{address}", *map(fill, after)])
    body = "".join(_paragraph(line) for line in lines)
    body += f'<p style="margin:0 0 16px"><a href="{escape(address)}">{escape(words)}</a></p>'
    body += "".join(_paragraph(line) for line in after)
    return Rendered(subject, f"{text}\n", PAGE.format(title=escape(title), body=body))


def _paragraph(line: str) -> str:
    return f'<p style="margin:0 0 16px" dir="auto">{escape(line)}</p>'
