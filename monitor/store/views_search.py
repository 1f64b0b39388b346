"""Lists with or without a search: `articles` and `stories` as everybody calls them."""

from dataclasses import replace

from sqlalchemy import Connection, select

from monitor.store import schema as s
from monitor.store import views_articles, views_stories
from monitor.store.filters import Filters, Page
from monitor.store.search import search
from monitor.store.views_rows import ArticleRow, StoryRow

MOST = 1000  # hits that facets and stories look at


def articles(conn: Connection, filters: Filters) -> Page[ArticleRow]:
    """Articles that pass the filters; with a plan, those that the search finds."""
    if filters.plan is None:
        return views_articles.articles(conn, filters)
    found = search(conn, filters.plan, filters, filters.limit, filters.after)
    rows = views_articles.articles_by_id(conn, found.ids, filters.as_of)
    return Page(rows, found.next, found.total, found.ms)


def stories(conn: Connection, filters: Filters) -> Page[StoryRow]:
    """Stories that pass the filters; with a plan, those of the articles that the search finds, newest first."""
    if filters.plan is None:
        return views_stories.stories(conn, filters)
    found = search(conn, filters.plan, replace(filters, sort="new"), MOST, None)
    j = s.judgement
    statement = select(j.c.story_id).where(j.c.article_id.in_(found.ids), j.c.story_id.is_not(None)).distinct()
    rows = views_stories.stories_by_id(conn, sorted(conn.execute(statement).scalars(), reverse=True)[: filters.limit])
    return Page(tuple(sorted(rows, key=lambda row: row.first_seen, reverse=True)), None, found.total, found.ms)
