"""docker-compose.yml and Dockerfile: no engine runs them here, so at least their form and their references hold."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from monitor.settings.environment import overrides
from tests.house.compose_form import COMPOSE

HOUSE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded = yaml.safe_load((HOUSE / "docker-compose.yml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_the_compose_file_has_the_form(compose: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(COMPOSE)
    assert not list(jsonschema.Draft202012Validator(COMPOSE).iter_errors(compose))


def test_the_form_finds_a_misspelt_key(compose: dict[str, Any]) -> None:
    wrong = {**compose, "services": {"web": {**compose["services"]["web"], "helthcheck": {}}}}
    assert list(jsonschema.Draft202012Validator(COMPOSE).iter_errors(wrong))


def test_everything_that_is_referred_to_is_there(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert set(service.get("secrets", [])) <= set(compose["secrets"])
        for volume in service.get("volumes", []):
            assert volume.startswith(".") or volume.split(":")[0] in compose["volumes"]


def test_there_are_two_daemons_one_dashboard_and_secrets_only_in_files(compose: dict[str, Any]) -> None:
    commands = [" ".join(service.get("command", [])) for service in compose["services"].values()]
    assert sum("--only ingest,judge" in command for command in commands) == 2
    assert sum("--only web" in command for command in commands) == 1
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            assert "PASSWORD" not in name or value.startswith("/run/secrets/"), name


def test_its_variables_are_ours(compose: dict[str, Any]) -> None:
    environment = compose["services"]["web"]["environment"]
    found = overrides(environment)
    assert not found.problems
    assert set(found.variables.values()) == set(environment)


def test_the_image_has_what_it_copies_and_runs_as_nobody_special() -> None:
    text = (HOUSE / "Dockerfile").read_text(encoding="utf-8")
    allowed = {line[1:] for line in (HOUSE / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, flags=re.MULTILINE):
        for source in (part.removeprefix("./") for part in line.split()[:-1]):
            assert (HOUSE / source).exists(), source
            assert source in allowed, source
    assert re.search(r"^USER (?!root)\w+", text, flags=re.MULTILINE)
    assert "HEALTHCHECK" in text
    assert text.startswith("# unverified")
