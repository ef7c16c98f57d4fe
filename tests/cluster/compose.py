"""What ``docker-compose.yml`` and ``Dockerfile`` say, as far as it can be known without Docker."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "Dockerfile"
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z0-9_]+)(?:(?P<how>:[-?])(?P<rest>[^}]*))?\}")
SERVERS = ("postgres", "valkey", "proxy")


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    image: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    replicas: int
    health: tuple[str, ...]
    raw: Mapping[str, Any]


def services(**env: str) -> dict[str, Service]:
    """Every service, its variables filled from ``env`` as from a ``.env`` file."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]
    return {name: _service(name, _filled(row, env)) for name, row in rows.items()}


def whole() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read


def variables() -> set[str]:
    return {found["name"] for found in VARIABLE.finditer(FILE.read_text(encoding="utf-8"))}


def image_environment() -> dict[str, str]:
    """The last stage's ``ENV``."""
    stage = DOCKERFILE.read_text(encoding="utf-8").replace("\\\n", " ").rpartition("\nFROM ")[2]
    lines = re.findall(r"^ENV (.*)$", stage, re.M)
    return dict(pair.split("=", 1) for line in lines for pair in line.split())


def _service(name: str, row: dict[str, Any]) -> Service:
    test = row.get("healthcheck", {}).get("test", ())
    return Service(
        name=name,
        image=row["image"],
        command=tuple(map(str, row.get("command", ()))),
        environment={key: str(value) for key, value in row.get("environment", {}).items()},
        replicas=int(row.get("deploy", {}).get("replicas", 1)),
        health=tuple(test[1:]),
        raw=row,
    )


def _filled(value: Any, env: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(part, env) for key, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, env) for part in value]
    return (
        VARIABLE.sub(lambda found: _value(found, env), value) if isinstance(value, str) else value
    )


def _value(found: re.Match[str], env: Mapping[str, str]) -> str:
    given = env.get(found["name"], "")
    if found["how"] == ":?" and not given:
        raise ValueError(found["rest"])
    return given or (found["rest"] or "" if found["how"] == ":-" else "")
