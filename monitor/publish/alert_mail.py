"""A letter of an alert as a mail: subject, complete plain part, HTML that holds in every client. Rendered once."""

from monitor.model.alert import AlertContent, AlertSpec
from monitor.model.digest import Rendered
from monitor.publish.alert_words import SHOWN, alert_words, subject
from monitor.publish.links import stop_link
from monitor.publish.render import HTML_BYTES, html_part, text_part


def render_alert(spec: AlertSpec, content: AlertContent, base_url: str) -> Rendered:
    """`content` as a mail; links begin with `base_url`."""
    base, stop = base_url.rstrip("/"), stop_link(base_url)
    text = text_part("alert.txt", alert_words(spec, content, base, stop))
    return Rendered(subject(content), text, _bounded(spec, content, base, stop))


def _bounded(spec: AlertSpec, content: AlertContent, base: str, stop: str | None) -> str:
    """With as many stories in full as fit; the rest is counted."""
    most = SHOWN
    while True:
        html = html_part("alert.html", alert_words(spec, content, base, stop, most))
        if len(html.encode()) <= HTML_BYTES or most <= 1:
            return html
        most //= 2
