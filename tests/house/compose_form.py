"""The form of a compose file: the part of the Compose Specification that this project uses, written as a JSON Schema.

Strict where the specification is open (no unknown keys), so that a misspelt one is found.
"""

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "minLength": 1}
TEXTS: Schema = {"type": "array", "items": TEXT, "uniqueItems": True}
SPAN: Schema = {"type": "string", "pattern": r"^(\d+(\.\d+)?(us|ms|s|m|h))+$"}
NAME = r"^[a-zA-Z0-9._-]+$"


def table(keys: Schema, *required: str) -> Schema:
    return {"type": "object", "properties": keys, "required": list(required), "additionalProperties": False}


def named(value: Schema) -> Schema:
    return {"type": "object", "patternProperties": {NAME: value}, "additionalProperties": False}


HEALTHCHECK = table(
    {
        "test": {"type": "array", "items": TEXT, "minItems": 2},
        "interval": SPAN,
        "timeout": SPAN,
        "start_period": SPAN,
        "retries": {"type": "integer", "minimum": 1},
        "disable": {"type": "boolean"},
    }
)
CONDITIONS = ["service_started", "service_healthy", "service_completed_successfully"]
SERVICE = table(
    {
        "image": TEXT,
        "build": TEXT,
        "command": {"type": "array", "items": TEXT},
        "restart": {"enum": ["no", "always", "on-failure", "unless-stopped"]},
        "stop_grace_period": SPAN,
        "depends_on": named(table({"condition": {"enum": CONDITIONS}}, "condition")),
        "environment": {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
        "secrets": TEXTS,
        "volumes": TEXTS,
        "ports": {"type": "array", "items": {"type": "string", "pattern": r"^127\.0\.0\.1:\d+:\d+$"}},
        "healthcheck": HEALTHCHECK,
    },
    "image",
)
COMPOSE = table(
    {
        "name": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]*$"},
        "services": named(SERVICE),
        "volumes": named(table({})),
        "secrets": named(table({"file": TEXT}, "file")),
        "x-monitor": SERVICE,
    },
    "services",
)
