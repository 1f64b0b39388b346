"""Small RSS documents for tests."""


def rss(*items: str, title: str = "A feed") -> bytes:
    """A document of these items."""
    return f'<rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'.encode()


def item(n: int, title: str = "", text: str = "Some words of its own.", **elements: str) -> str:
    """An item with a guid and link from its number; `elements` replace or add."""
    link = f"https://a.example/news/{n}"
    parts = {"guid": f"guid-{n}", "link": link, "title": title or f"Report {n}", "description": text, **elements}
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in parts.items()) + "</item>"
