"""Where the things that an edition names are on the dashboard."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from monitor.model.digest import Correction, EditionContent, StoryItem
from monitor.publish.words import period_name

YOURS = "/u/yours"  # in a rendered mail: becomes the recipient's own address to leave the list when it is sent
AT_HOME = (".local", ".localhost", ".internal", ".lan", ".home.arpa")
LEAVE, JOIN = "/u/", "/confirm/"


def is_public(base_url: str) -> bool:
    """Whether mail programs anywhere can reach the dashboard: https, and a name that is not of a private network."""
    host = (urlsplit(base_url).hostname or "").rstrip(".")
    ours = "." not in host or host.endswith(AT_HOME) or _is_address(host)
    return base_url.startswith("https://") and not ours


def is_shared(base_url: str) -> bool:
    """Whether anybody but this machine can reach the dashboard."""
    host = urlsplit(base_url).hostname or ""
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host not in ("", "localhost")


def stop_link(base_url: str) -> str | None:
    """What stands in a rendered mail for the recipient's own address to leave the list; None where none could open."""
    return f"{base_url.rstrip('/')}{YOURS}" if is_shared(base_url) else None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


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
