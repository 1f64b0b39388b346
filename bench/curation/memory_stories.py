"""The judge's rules for stories on shelves in memory: frequencies, postings and centres as dicts. What a story costs
without a database, and quick enough for shuffles."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from monitor.curate import story, story_terms
from monitor.curate.story import Told
from monitor.model.judging import Center, Sketch

DAYS = 14


class Stories:
    """The stories of one language, as `curate.story.Stories` wants them."""

    def __init__(self, lang: str = "en") -> None:
        """There is none yet."""
        self._lang = lang
        self._centers: dict[int, Center] = {}
        self._filed: dict[str, set[int]] = defaultdict(set)
        self._seen: Counter[str] = Counter()
        self._documents = 0

    def under(self, terms: Sequence[str]) -> Mapping[str, Collection[int]]:
        """Stories by term."""
        return {term: self._filed.get(term, ()) for term in terms}

    def center(self, number: int) -> Center:
        """A story."""
        return self._centers[number]

    def tell(self, drawn: Sketch, title: str, text: str, at: datetime) -> int:
        """The story that an article joins or opens: the number of its first article."""
        bag = story_terms.bag(title, text, self._lang)
        self._seen.update(bag.terms)
        self._documents += 1
        weighed = story_terms.weigh(bag, documents=self._documents, frequency=self._seen.__getitem__)
        told = Told(drawn.article, at, drawn.title, weighed, drawn.marks, drawn.numbers, title)
        number = story.join(told, self, days=DAYS).story
        if number is None:
            number = drawn.article
            self._centers[number] = story.opened(told, number, self._lang)
        else:
            self._centers[number] = story.grown(self._centers[number], told)
        for term in weighed.top:
            self._filed[term].add(number)
        return number
