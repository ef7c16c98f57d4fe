"""The conditions of application as data: what a rule set's body says, checked when it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from training.eligibility.facts import DEGREES, GOALS, SCHOOLS

UNION, BY_DIRECTION = "union", "direction"


@dataclass(frozen=True, slots=True)
class Years:
    """Work of own or related occupations: in total, or since the certificate of ``after_level``."""

    at_least: int
    after_level: int | None = None


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """Of that very level; None asks for the one of a 预备技师."""

    level: int | None


@dataclass(frozen=True, slots=True)
class CompletedApprenticeship:
    pass


@dataclass(frozen=True, slots=True)
class HeldDiploma:
    """What is None or False isn't asked for; ``students`` lets in who is still at school."""

    schools: tuple[str, ...] | None = None
    degree_from: str | None = None
    goal: str | None = None
    major: bool = False
    students: bool = False

    def __post_init__(self) -> None:
        if unknown := set(self.schools or ()) - set(SCHOOLS):
            raise ValueError(f"no such school: {sorted(unknown)}")
        if self.degree_from not in (None, *DEGREES) or self.goal not in (None, *GOALS):
            raise ValueError(f"no such degree or goal: {self.degree_from}, {self.goal}")


Part = Years | HeldCertificate | CompletedApprenticeship | HeldDiploma


@dataclass(frozen=True, slots=True)
class Branch:
    """One way to fulfil a level's conditions: all of its parts. ``number`` is the source's own."""

    id: str
    number: str
    text: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Level:
    level: int
    name: str
    by_direction: bool
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Direction:
    name: str
    related: frozenset[str]


@dataclass(frozen=True, slots=True)
class Conditions:
    own: frozenset[str]
    majors: tuple[str, ...]
    directions: Mapping[str, Direction]
    levels: Mapping[int, Level]
    evidence: Mapping[str, str]

    def occupations(self, level: Level, direction: object, *, related_by: str) -> frozenset[str]:
        """Own and related ones. Levels without directions always take those of all directions."""
        chosen = [
            each
            for code, each in self.directions.items()
            if related_by == UNION or not level.by_direction or code == direction
        ]
        return self.own.union(*(each.related for each in chosen))


def conditions(body: Mapping[str, Any]) -> Conditions:
    """Raises KeyError, TypeError or ValueError for a body that isn't a rule set's."""
    levels = [_level(each) for each in body["levels"]]
    names = [branch.id for level in levels for branch in level.branches]
    if len(set(names)) < len(names) or len({level.level for level in levels}) < len(levels):
        raise ValueError("a level or a branch stands there twice")
    return Conditions(
        own=frozenset(body["own"]),
        majors=tuple(body["majors"]),
        directions={
            code: Direction(each["name"], frozenset(each["related"]))
            for code, each in body["directions"].items()
        },
        levels={level.level: level for level in levels},
        evidence=dict(body["evidence"]),
    )


def _level(body: Mapping[str, Any]) -> Level:
    branches = tuple(
        Branch(each["id"], each["number"], each["text"], tuple(map(_part, each["parts"])))
        for each in body["branches"]
    )
    if not all(branch.parts for branch in branches):
        raise ValueError("a branch without a part would let everybody in")
    return Level(body["level"], body["name"], body["by_direction"], branches)


def _part(body: Mapping[str, Any]) -> Part:
    asked = {key: value for key, value in body.items() if key != "part"}
    match body["part"]:
        case "years":
            return Years(**asked)
        case "certificate":
            return HeldCertificate(**asked)
        case "prospective_technician":
            return HeldCertificate(level=None, **asked)
        case "apprenticeship":
            return CompletedApprenticeship(**asked)
        case "diploma":
            schools = asked.pop("schools", None)
            return HeldDiploma(schools=tuple(schools) if schools else None, **asked)
        case unknown:
            raise ValueError(f"no such part: {unknown}")
