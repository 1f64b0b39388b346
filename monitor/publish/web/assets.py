"""The style sheet and the script, read once; their addresses carry a hash of what is in them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent.parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, its type and its hash."""

    content: bytes
    media_type: str
    mark: str


class Assets:
    """All static files, in memory."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Reads the folder."""
        self.files: Mapping[str, Asset] = {
            path.name: Asset(content, TYPES[path.suffix], hashlib.sha256(content).hexdigest()[:12])
            for path in sorted(folder.iterdir())
            if path.suffix in TYPES
            for content in [path.read_bytes()]
        }

    def url(self, name: str) -> str:
        """The address of a file, changing with its content."""
        return f"/static/{name}?v={self.files[name].mark}"

    def serve(self, request: Request) -> Response:
        """One file; for ever cacheable when asked for by its hash."""
        asset = self.files.get(request.path_params["name"])
        if asset is None:
            return Response("No such file.", 404, media_type="text/plain")
        etag = f'"{asset.mark}"'
        headers = {
            "ETag": etag,
            "Cache-Control": FOREVER if request.query_params.get("v") == asset.mark else "no-cache",
        }
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(asset.content, headers={**headers, "Content-Type": asset.media_type})
