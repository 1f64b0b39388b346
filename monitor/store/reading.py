"""Lists of articles and stories, and one of each: what pages, twins and the CLI read. Inside one read transaction."""

from monitor.store.filters import Filters, Page
from monitor.store.views_article import article
from monitor.store.views_rows import ArticleRow, ArticleView, StoryRow, StoryView, as_json
from monitor.store.views_search import articles, stories
from monitor.store.views_story import story

__all__ = ["ArticleRow", "ArticleView", "Filters", "Page", "StoryRow", "StoryView", "article", "articles", "as_json",
           "stories", "story"]  # fmt: skip
