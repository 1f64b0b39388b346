"""What the chat channel needs of apprise, with one service: fake://host:port/token?body=N&title=N posts JSON there."""

import http.client
import json
import logging
from typing import Any
from urllib.parse import parse_qs, urlsplit

log = logging.getLogger("apprise")


class AppriseAsset:
    def __init__(self, **options: Any) -> None:
        assert options["plugin_paths"] == []
        assert options["http_redirects"] == 0


class Service:
    service_name = "Fake Chat"

    def __init__(self, address: str, asset: AppriseAsset) -> None:
        self.parts, self.asset, self.address = urlsplit(address), asset, address
        self.limits = {key: int(values[0]) for key, values in parse_qs(self.parts.query).items()}

    @property
    def body_maxlen(self) -> int:
        return self.limits.get("body", 4096)

    @property
    def title_maxlen(self) -> int:
        return self.limits.get("title", 250)

    def post(self, title: str, body: str) -> bool:
        connection = http.client.HTTPConnection(self.parts.hostname or "", self.parts.port, timeout=30)
        try:
            connection.request("POST", self.parts.path, json.dumps({"title": title, "body": body}))
            answer = connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            log.warning("could not reach %s: %s", self.address, error)
            return False
        if answer.status != 200:
            log.warning("%s answered %d", self.address, answer.status)
        return answer.status == 200


class Apprise:
    def __init__(self, asset: AppriseAsset) -> None:
        self.services: list[Service] = []

    @staticmethod
    def instantiate(address: str, asset: AppriseAsset) -> Service | None:
        return Service(address, asset) if address.startswith("fake://") else None

    def add(self, service: Service) -> None:
        self.services.append(service)

    def notify(self, body: str, title: str, body_format: str) -> int:
        """True or not, but no bool: theirs is an object of its own."""
        assert body_format == "text"
        return int(all(service.post(title, body) for service in self.services))
