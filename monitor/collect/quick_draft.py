"""An entry of a well-formed document while its elements are read, and what it becomes."""

from functools import lru_cache
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from monitor.collect.assembling import NOTHING, Beside, details, literal, people, texts
from monitor.collect.dates import read_date
from monitor.collect.quick_names import Doubt, is_harmless
from monitor.collect.quick_text import Document
from monitor.model.entry import Details, Enclosure, RawEntry

NOWHERE = 99  # deeper than anything


class Draft:
    """What was read of an entry so far."""

    guid: str | None = None
    link: str | None = None
    title: str | None = None
    summary: str | None = None
    beside: Beside | None = None
    title_at = title_kept = NOWHERE  # depth of the last title that says something, and of the one kept
    has_content = has_mail = has_source = is_text = False
    author = published = updated = source_title = source_url = own_lang = itunes_summary = subtitle = canonical = ""
    description = (NOWHERE, "")  # depth and text of a media:description

    def __init__(self, doc: Document, lang: str | None) -> None:
        """Nothing read yet; `lang` is in force."""
        self.doc, self.lang = doc, lang
        self.alternates: list[str] = []
        self.contents: list[str] = []
        self.enclosures: list[Enclosure] = []
        self.names: list[str] = []
        self.tags: list[list[str | None]] = []  # term, scheme, label
        self.langs: list[str | None] = [None, None, None]  # of content, title, summary
        self.bases = ["", "", ""]  # of content, summary, title


def finished(draft: Draft) -> RawEntry:
    """The entry. Raises Doubt."""
    others = draft.itunes_summary, draft.description[1], draft.subtitle
    summary, content = texts(draft.contents, draft.summary or "", others)
    published, updated, author = draft.published, draft.updated, draft.author
    published_at = (read_date(published) if published else None) or (read_date(updated) if updated else None)
    if published_at is None and (published or updated):
        raise Doubt("an odd date")
    title, doc = draft.title or "", draft.doc
    return RawEntry(
        guid=draft.guid or None,
        link=draft.link or next((link for link in draft.alternates if link), None),
        base=_base(draft) if doc.base else doc.url,
        title=literal(title) if draft.is_text else title,
        summary=summary,
        content=content,
        author=people(draft.names, author) if author or draft.names else "",
        published=published or None,
        updated=updated or None,
        published_at=published_at,
        source_title=draft.source_title or None,
        source_url=draft.source_url or None,
        lang=draft.own_lang or next(filter(None, draft.langs), None),
        details=_details(draft) if draft.beside or draft.tags or draft.enclosures else NOTHING,
        canonical=draft.canonical or None,
    )


def beside(draft: Draft) -> Beside:
    """Where what stands beside the text is kept."""
    if draft.beside is None:
        draft.beside = Beside()
    return draft.beside


def nothing_in(draft: Draft, element: Element) -> None:
    """Raises Doubt unless the element, and all inside it, is of no consequence."""
    name = draft.doc.name
    if not is_harmless(name(element.tag)):
        raise Doubt(f"element {name(element.tag)}")
    if len(element):
        for inner in element.iter():
            if not is_harmless(name(inner.tag)):
                raise Doubt(f"element {name(inner.tag)} inside {name(element.tag)}")


def _base(draft: Draft) -> str:
    return _joined(draft.doc.url, next(filter(None, draft.bases), ""))


@lru_cache(256)
def _joined(url: str, base: str) -> str:
    return urljoin(url, base)


def _details(draft: Draft) -> Details:
    found = draft.beside or Beside()
    found.categories = [tag[0] for tag in draft.tags if tag[0]]
    found.enclosures = draft.enclosures
    return details(found)
