"""What is each recipient's own in something that was rendered once for all: the address to leave the list."""

from dataclasses import replace

from monitor.model.digest import Rendered
from monitor.publish.links import LEAVE, YOURS, is_shared
from monitor.publish.signing import Claim, Signer
from monitor.store.deliveries import Job


def stop_address(base: str, signer: Signer, job: Job) -> str | None:
    """Where this recipient leaves the list; None where nobody could open it, or the recipient reads no mail."""
    if not is_shared(base) or "@" not in job.recipient:
        return None
    return f"{base}{LEAVE}{signer.leave(Claim(job.list, job.recipient))}"


def personal(rendered: Rendered, base: str, stop: str | None, job: Job) -> Rendered:
    """The text and page with the recipient's address in place; who has none is led to the list's own page."""
    mark = f"{base}{YOURS}"
    own = stop or f"{base}/{job.list}"
    return replace(rendered, text=rendered.text.replace(mark, own), html=rendered.html.replace(mark, own))


def impersonal(html: str, base: str, list_: str) -> str:
    """The page as it is shown on the dashboard, where it is nobody's own."""
    return html.replace(f"{base.rstrip('/')}{YOURS}", f"{base.rstrip('/')}/{list_}")
