"""What a newcomer is told: where to look at the start, and what there is to see when the two days have passed."""

from collections.abc import Iterator

from monitor.demo.play import Demo
from monitor.store import views_articles, views_frame, views_stories
from monitor.store.filters import Filters
from monitor.store.views_rows import ArticleRow, StoryRow


def welcome(demo: Demo) -> str:
    """Addresses, and what happens in the next minute."""
    seconds = round(demo.stage.seconds)
    return (
        f"Two days of a small newsroom in about {seconds} seconds. All of it is invented; nothing leaves this machine."
        f"\n\n  Dashboard  {address(demo)}/\n  Mailbox    {mailbox(demo)}/\n  Database   {demo.stage.database_url}\n"
    )


def address(demo: Demo) -> str:
    """The dashboard."""
    return demo.app.options.web.base_url


def mailbox(demo: Demo) -> str:
    """The mailbox."""
    return f"http://127.0.0.1:{demo.ports.mailbox}"


def sights(demo: Demo) -> Iterator[tuple[str, str]]:
    """What is worth seeing now: a sentence, and an address."""
    with demo.app.db.read() as conn:
        stories = views_stories.stories(conn, Filters(topic="sohae", limit=100)).items
        articles = views_articles.articles(conn, Filters(limit=100)).items
        standing = views_frame.standing(conn, demo.app.clock.now())
    trouble = ", ".join(f"{spell.title} {spell.state}" for spell in standing.trouble)
    if copy := _copy(articles):
        yield f"A copy folded: {copy.outlet_name}, “{copy.title}”", f"{address(demo)}/articles/{copy.id}"
    if hit := _matched(articles):
        yield f"A topic, with the words that matched: “{hit.title}”", f"{address(demo)}/articles/{hit.id}"
    if stories:
        story = max(stories, key=_size)
        yield (
            f"A story with related articles and their ages: {story.articles} articles, {story.outlets} outlets",
            f"{address(demo)}/stories/{story.id}",
        )
    yield "A topic over two days", f"{address(demo)}/topics/sohae"
    if trouble:
        yield f"Feeds in trouble: {trouble}", f"{address(demo)}/feeds"
    mails = demo.village.mailbox.mails
    for what, found in (("A digest", [one for one in mails if "] Alert" not in one.subject]),
                        ("An alert", [one for one in mails if "] Alert" in one.subject])):  # fmt: skip
        if found:
            yield f"{what}: “{found[-1].subject}”", f"{mailbox(demo)}/{found[-1].number}"


def _size(story: StoryRow) -> tuple[int, int]:
    return story.articles, story.id


def _copy(articles: tuple[ArticleRow, ...]) -> ArticleRow | None:
    copies = [row for row in articles if row.reprint_of not in (None, row.id)]
    return next((row for row in copies if row.outlet == "dayroll"), copies[0] if copies else None)


def _matched(articles: tuple[ArticleRow, ...]) -> ArticleRow | None:
    return next((row for row in articles if any(tag.topic == "sohae" for tag in row.topics)), None)
