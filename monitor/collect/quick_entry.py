"""One entry of a well-formed document, as the careful parser would give it. Raises Doubt where that is not certain."""

import re
from collections.abc import Callable
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from monitor.collect.assembling import NOTHING, Beside, details, mail_and_name, number, people, texts
from monitor.collect.dates import read_date
from monitor.collect.quick_names import Doubt, is_harmless
from monitor.collect.quick_text import ABOUT, BASE, Document, attributes_of, base_of, is_construct, lang_of, text_of
from monitor.model.entry import Details, Enclosure, RawEntry

_REFERENCE = re.compile("&([A-Za-z0-9_]+);")
_HTML = frozenset({"text/html", "html", "application/xhtml+xml", "xhtml"})
_MEANS = frozenset({"href", "lastmod", "base"})  # attributes of an entry that the careful parser acts on
_POINT = re.compile(r"-?\d{1,3}(?:\.\d{1,20})?[ ,]-?\d{1,3}(?:\.\d{1,20})?")
MOST_PEOPLE = 20


class Draft:
    """An entry while its elements are read."""

    __slots__ = (
        "alternates",
        "author",
        "bases",
        "beside", "canonical",
        "categories",
        "contents",
        "description",
        "doc",
        "enclosures",
        "guid",
        "has_content",
        "has_mail",
        "has_source",
        "has_title",
        "itunes_summary",
        "lang",
        "langs",
        "link",
        "names",
        "own_lang",
        "published",
        "source_title",
        "source_url",
        "subtitle",
        "summary",
        "tags",
        "title",
        "updated",
    )  # fmt: skip

    def __init__(self, doc: Document, lang: str | None) -> None:
        """Nothing read yet; `lang` is in force."""
        self.doc, self.lang = doc, lang
        self.guid: str | None = None
        self.link: str | None = None
        self.title: str | None = None
        self.summary: str | None = None
        self.alternates: list[str] = []
        self.contents: list[str] = []
        self.enclosures: list[Enclosure] = []
        self.names: list[str] = []
        self.tags: list[list[str | None]] = []  # term, scheme, label
        self.langs: list[str | None] = [None, None, None]  # of content, title, summary
        self.beside: Beside | None = None
        self.bases = ["", "", ""]  # of content, summary, title
        self.has_content = self.has_mail = self.has_source = self.has_title = False
        self.author = self.published = self.updated = self.source_title = self.source_url = self.own_lang = ""
        self.itunes_summary = self.subtitle = self.canonical = ""
        self.description = (99, "")  # depth and text of a media:description


def entry_of(element: Element, doc: Document) -> RawEntry:
    """The entry. Raises Doubt."""
    draft = Draft(doc, lang_of(element, doc.lang))
    around = doc.base
    if element.attrib:
        _attributes(draft, element)
        doc.base = base_of(element, around)
    acts = doc.acts
    for child in element:
        act = acts.get(child.tag)
        if act is None:
            act = acts[child.tag] = ACTS.get(doc.name(child.tag), _other)
        act(draft, child)
    doc.base = around
    return _finished(draft)


def _attributes(draft: Draft, element: Element) -> None:
    for name, value in element.attrib.items():
        if name == ABOUT:
            draft.guid = value or None
        elif name != BASE and name.rpartition("}")[2].lower() in _MEANS:
            raise Doubt("an odd attribute")


def _finished(draft: Draft) -> RawEntry:
    if draft.contents or draft.summary:
        summary, content = texts(draft.contents, draft.summary or "", ())
    else:
        summary, content = texts((), "", (draft.itunes_summary, draft.description[1], draft.subtitle))
    published, updated = draft.published, draft.updated
    published_at = (read_date(published) if published else None) or (read_date(updated) if updated else None)
    if published_at is None and (published or updated):
        raise Doubt("an odd date")
    return RawEntry(
        guid=draft.guid or None,
        link=draft.link or next((link for link in draft.alternates if link), None),
        base=urljoin(draft.doc.url, next((base for base in draft.bases if base), ""))
        if draft.doc.base
        else draft.doc.url,
        title=draft.title or "",
        summary=summary,
        content=content,
        author=people(draft.names, draft.author),
        published=published or None,
        updated=updated or None,
        published_at=published_at,
        source_title=draft.source_title or None,
        source_url=draft.source_url or None,
        lang=draft.own_lang or next((lang for lang in draft.langs if lang), None),
        details=_details(draft),
        canonical=draft.canonical or None,
    )


def _details(draft: Draft) -> Details:
    if draft.beside is None and not draft.tags and not draft.enclosures:
        return NOTHING
    found = draft.beside or Beside()
    found.categories = [tag[0] for tag in draft.tags if tag[0]]
    found.enclosures = draft.enclosures
    return details(found)


def _beside(draft: Draft) -> Beside:
    if draft.beside is None:
        draft.beside = Beside()
    return draft.beside


def _other(draft: Draft, element: Element) -> None:
    """An element of no consequence; what it holds must be of none either."""
    name = draft.doc.name
    if not is_harmless(name(element.tag)):
        raise Doubt(f"element {name(element.tag)}")
    if len(element):
        for inner in element.iter():
            if not is_harmless(name(inner.tag)):
                raise Doubt(f"element {name(inner.tag)} inside {name(element.tag)}")


# --- text ---


def _title(draft: Draft, element: Element) -> None:
    if draft.title is not None:
        raise Doubt("a second title")
    is_construct(element)
    draft.title = text_of(element)
    draft.langs[1] = lang_of(element, draft.lang)
    draft.bases[2] = base_of(element, draft.doc.base)
    draft.has_title = bool(draft.title)


def _content(draft: Draft, element: Element) -> None:
    is_construct(element)
    text = text_of(element)
    draft.contents.append(text)
    draft.langs[0] = draft.langs[0] or lang_of(element, draft.lang)
    draft.bases[0] = draft.bases[0] or base_of(element, draft.doc.base)
    draft.has_content = True
    if draft.summary is None:
        draft.summary = text


def _summary(draft: Draft, element: Element) -> None:
    if draft.summary is not None and not draft.has_content:
        _content(draft, element)
        return
    is_construct(element)
    draft.summary = text_of(element)
    draft.langs[2] = lang_of(element, draft.lang)
    draft.bases[1] = base_of(element, draft.doc.base)


def _subtitle(draft: Draft, element: Element) -> None:
    is_construct(element)
    draft.subtitle = text_of(element)


def _itunes_summary(draft: Draft, element: Element) -> None:
    draft.itunes_summary = text_of(element)


# --- who, where, when ---


def _guid(draft: Draft, element: Element) -> None:
    is_link = not element.attrib or attributes_of(element).get("ispermalink", "true") == "true"
    draft.guid = text_of(element)
    if is_link:
        draft.guid = draft.doc.resolved_text(draft.guid)
        if draft.link is None:
            draft.link = draft.guid


def _link(draft: Draft, element: Element) -> None:
    text = text_of(element)
    if not element.attrib:
        link = draft.doc.resolved_text(text).replace("&amp;", "&")
        draft.link = _REFERENCE.sub(r"&\1", link) if "&" in link else link
        return
    found = attributes_of(element)
    if "url" in found or "uri" in found or "href" not in found:
        raise Doubt("an odd link")
    relation, href = found.get("rel", "alternate"), draft.doc.resolved(found["href"])
    if relation == "alternate":
        draft.alternates.append(href)
        if found.get("type", "text/html") in _HTML:
            draft.link = href
    elif relation == "enclosure" and href:
        draft.enclosures.append(Enclosure(href, found.get("type", "text/html"), number(found.get("length"))))


def _original(draft: Draft, element: Element) -> None:
    text = text_of(element)
    draft.canonical = "" if element.attrib else text


def _enclosure(draft: Draft, element: Element) -> None:
    _other_inside(draft, element)
    found = attributes_of(element)
    href = found.get("url", found.get("uri", found.get("href"))) or found.get("href")
    if href:
        draft.enclosures.append(Enclosure(href, found.get("type", ""), number(found.get("length"))))


def _other_inside(draft: Draft, element: Element) -> None:
    for child in element:
        _other(draft, child)


def _published(draft: Draft, element: Element) -> None:
    draft.published = text_of(element)


def _updated(draft: Draft, element: Element) -> None:
    draft.updated = text_of(element)


def _language(draft: Draft, element: Element) -> None:
    draft.own_lang = text_of(element)


def _author(draft: Draft, element: Element) -> None:
    if len(element):
        name, mail = _person(draft, element)
        draft.author = f"{name} ({mail})" if name and mail else name or mail
    else:
        draft.author = text_of(element)
        name = _name(draft.author)
    draft.names.append(name)
    draft.has_mail = draft.has_mail or "@" in draft.author
    if draft.has_mail and len(draft.names) > 1:
        raise Doubt("odd authors")
    if len(draft.names) > MOST_PEOPLE:
        raise Doubt("many authors")


def _name(text: str) -> str:
    """The name in `mail (Name)`; all of it where there is no mail address."""
    if "@" not in text:
        return text
    if (found := mail_and_name(text)) is None:
        raise Doubt("an odd author")
    return found[1]


def _person(draft: Draft, element: Element) -> tuple[str, str]:
    stray(element)
    found = {"name": "", "email": ""}
    for child in element:
        name = draft.doc.name(child.tag)
        if name in found:
            found[name] = text_of(child)
        else:
            _other(draft, child)
    return found["name"], found["email"]


def stray(element: Element) -> None:
    """Raises Doubt when there is text between the elements inside."""
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        raise Doubt("text between elements")


def _contributor(draft: Draft, element: Element) -> None:
    for child in element:
        if draft.doc.name(child.tag) not in ("name", "email") or len(child):
            _other(draft, child)


def _source(draft: Draft, element: Element) -> None:
    if draft.has_source:
        raise Doubt("a second source")
    draft.has_source, draft.has_title = True, False
    found = attributes_of(element)
    if not len(element):
        draft.source_title, draft.source_url = text_of(element), found.get("url", "")
        return
    stray(element)
    whole = Draft(draft.doc, draft.lang)
    for child in element:
        SOURCE.get(draft.doc.name(child.tag), _other)(whole, child)
    draft.source_title, draft.source_url = whole.title or "", found.get("url", "") or whole.link or ""


# --- beside the text ---


def _category(draft: Draft, element: Element) -> None:
    found = attributes_of(element) if element.attrib else {}
    if draft.doc.name(element.tag) == "media_category":
        found.setdefault("scheme", "http://search.yahoo.com/mrss/category_schema")
    if found:
        _add(draft.tags, found.get("term"), found.get("scheme", found.get("domain")), found.get("label"))
    if not (text := text_of(element)):
        return
    if draft.tags and not draft.tags[-1][0]:
        draft.tags[-1][0] = text
    else:
        _add(draft.tags, text, None, None)


def _add(tags: list[list[str | None]], term: str | None, scheme: str | None, label: str | None) -> None:
    if (term or scheme or label) and [term, scheme, label] not in tags:
        tags.append([term, scheme, label])


def _keywords(draft: Draft, element: Element) -> None:
    text = text_of(element)
    if element.attrib:
        raise Doubt("an odd attribute")
    scheme = "http://www.itunes.com/" if draft.doc.name(element.tag) == "itunes_keywords" else None
    for term in text.split(","):
        if term.strip():
            _add(draft.tags, term.strip(), scheme, None)


def _comments(draft: Draft, element: Element) -> None:
    text = text_of(element)
    _beside(draft).comments = "" if element.attrib else draft.doc.resolved_text(text)


def _reply(draft: Draft, element: Element) -> None:
    text_of(element)
    found = attributes_of(element)
    _beside(draft).replies_to = found.get("ref") or found.get("href") or ""


def _image(draft: Draft, element: Element) -> None:
    text_of(element)
    draft.has_title = False  # the careful parser would let another title win from here on


def _itunes_image(draft: Draft, element: Element) -> None:
    text_of(element)
    found = attributes_of(element)
    if image := found.get("href") or found.get("url"):
        _beside(draft).image = image


def _medium(draft: Draft, element: Element) -> None:
    _media(draft, element, 1)


def _media(draft: Draft, element: Element, depth: int) -> None:
    """`depth` inside the entry: of what describes the medium, the outermost and last counts."""
    name = draft.doc.name(element.tag)
    if name == "media_description":
        if depth <= draft.description[0]:
            draft.description = (depth, text_of(element))
    elif name == "media_title":
        text_of(element)
        if not draft.has_title:
            raise Doubt("a title of a medium before the title")
    elif name == "media_thumbnail":
        if text_of(element):
            raise Doubt("an odd thumbnail")
        _beside(draft).thumbnails.append(attributes_of(element))
    elif name in ("media_content", "media_group"):
        if name == "media_content":
            _beside(draft).media.append(attributes_of(element))
        for child in element:
            _media(draft, child, depth + 1)
    elif name in ("media_category", "media_keywords"):
        ACTS[name](draft, element)
    else:
        _other(draft, element)


def _point(draft: Draft, element: Element) -> None:  # noqa: ARG001  as all
    if _POINT.fullmatch(text_of(element)) is None:
        raise Doubt("an odd place")


def _nothing(draft: Draft, element: Element) -> None:  # noqa: ARG001  as all
    """Means something elsewhere, not here."""
    text_of(element)


Act = Callable[[Draft, Element], None]
ACTS: dict[str, Act] = {
    "title": _title,
    "content": _content,
    "content_encoded": _content,
    **dict.fromkeys(("description", "summary", "dc_description"), _summary),
    **dict.fromkeys(("subtitle", "tagline", "itunes_subtitle"), _subtitle),
    "itunes_summary": _itunes_summary,
    "guid": _guid,
    "id": _guid,
    "link": _link,
    "enclosure": _enclosure,
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms_issued"), _published),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), _updated),
    **dict.fromkeys(("language", "dc_language"), _language),
    **dict.fromkeys(("author", "dc_creator", "itunes_author"), _author),
    "contributor": _contributor,
    "source": _source,
    **dict.fromkeys(("category", "keywords", "dc_subject", "media_category"), _category),
    **dict.fromkeys(("itunes_keywords", "media_keywords"), _keywords),
    "comments": _comments,
    "thr_in-reply-to": _reply,
    "image": _image,
    "georss_point": _point,
    "itunes_image": _itunes_image,
    "feedburner_origlink": _original,
    **dict.fromkeys(("media_content", "media_group", "media_thumbnail", "media_title", "media_description"), _medium),
    **dict.fromkeys(("name", "email", "hour", "ttl"), _nothing),
}
SOURCE: dict[str, Act] = {
    **{
        name: ACTS[name]
        for name in ("title", "link", "id", "updated", "published", "author", "category", "contributor")
    },
    **{name: ACTS[name] for name in ("subtitle", "tagline")},
}
