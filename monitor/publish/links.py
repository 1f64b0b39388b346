"""Where the things that an edition names are on the dashboard."""

from dataclasses import dataclass

from monitor.model.digest import Correction, EditionContent, StoryItem
from monitor.publish.words import period_name


@dataclass(frozen=True, slots=True)
class Links:
    """Where things are on the dashboard. `base` has no slash at its end."""

    base: str

    def edition(self, content: EditionContent) -> str:
        """The permanent address of an edition."""
        return f"{self.base}/digests/{content.digest}/editions/{period_name(content.period or content.end)}"

    def changes(self, one: Correction) -> str:
        """What changed in an article."""
        return f"{self.base}/articles/{one.seen.article}#changes"

    def item(self, item: StoryItem) -> str:
        """The story, or the article that is in none."""
        return f"{self.base}/stories/{item.story}" if item.story else f"{self.base}/articles/{item.lead.article}"
