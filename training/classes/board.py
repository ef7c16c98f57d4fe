"""Who in a class is held up by what, team by team, and whose turn it is."""

from collections import Counter
from dataclasses import dataclass

from training import gates
from training.classes.running import people_in
from training.gates import Gate, Turn
from training.models import Enrolment, Team, TrainingClass

TURNS = {Turn.PERSON: "等本人", Turn.TEAM: "等队伍", Turn.OFFICE: "等教育培训部"}


@dataclass(frozen=True, slots=True)
class Line:
    """One person and what has to be opened for them, the first thing first."""

    enrolment: Enrolment
    gates: list[Gate]

    @property
    def turns(self) -> set[str]:
        return {gate.turn.value for gate in self.gates}

    @property
    def outside(self) -> list[str]:
        """What the person or the team can do themselves."""
        return [gate.text for gate in self.gates if gate.turn != Turn.OFFICE]


@dataclass(frozen=True, slots=True)
class Board:
    lines: list[Line]

    def by_turn(self) -> Counter[str]:
        """How many people wait for whom; one person may wait for several."""
        return Counter(turn for line in self.lines for turn in line.turns)

    def by_gate(self) -> Counter[str]:
        return Counter(gate.code for line in self.lines for gate in line.gates)

    def labels(self) -> dict[str, str]:
        """What to call a kind of gate. The hours and the reasons differ from person to person."""
        told = {gate.code: gate.text for line in self.lines for gate in line.gates}
        return {code: _GENERAL.get(code, text) for code, text in told.items()}

    def free(self) -> int:
        """Whom nothing holds up."""
        return sum(not line.gates for line in self.lines)

    def narrowed(self, *, turn: str = "", gate: str = "", team: str = "") -> list[Line]:
        """``turn`` may also be ``free``: whom nothing holds up."""
        return [
            line
            for line in self.lines
            if (not turn or (turn in line.turns) or (turn == "free" and not line.gates))
            and (not gate or gate in {each.code for each in line.gates})
            and (not team or str(line.enrolment.team_id) == team)
        ]

    def teams(self) -> list[Team]:
        return list({line.enrolment.team_id: line.enrolment.team for line in self.lines}.values())


_GENERAL = {"photo_rejected": "照片不合格", "returned": "退回补正", "hours": "课时不够"}


def board(training_class: TrainingClass, *, team: Team | None = None) -> Board:
    """Everybody who still takes part, team by team; four queries however many."""
    rows = people_in(training_class).select_related("trainee", "team", "training_class")
    if team is not None:
        rows = rows.filter(team=team)
    return of(list(rows.order_by("team__name", "team_id", "pk")))


def of(enrolments: list[Enrolment]) -> Board:
    """Enrolments come with trainee, team and class."""
    found = gates.gates(enrolments)
    return Board([Line(row, found[row.pk]) for row in enrolments])
