"""Compares an applicant with the conditions: every branch is answered, not only whether one fits."""

from dataclasses import dataclass

from training.eligibility import sentences
from training.eligibility.conditions import (
    UNION,
    Branch,
    CompletedApprenticeship,
    Conditions,
    HeldCertificate,
    HeldDiploma,
    Level,
    Part,
    Years,
)
from training.eligibility.days import counted, needed
from training.eligibility.facts import (
    DEGREES,
    PROSPECTIVE_TECHNICIAN,
    SKILL,
    Applicant,
    Certificate,
    Diploma,
)

UNMET, NEEDS_EVIDENCE, CONDITIONAL, MET = "unmet", "needs_evidence", "conditional", "met"
_WORST_FIRST = (UNMET, NEEDS_EVIDENCE, CONDITIONAL, MET)
_RESULTS = {
    UNMET: "ineligible",
    NEEDS_EVIDENCE: "needs_evidence",
    CONDITIONAL: "conditional",
    MET: "eligible",
}


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """``missing`` is empty for what is met; ``paper`` proves the part."""

    part: Part
    status: str
    missing: str
    paper: str


@dataclass(frozen=True, slots=True)
class BranchAnswer:
    branch: Branch
    parts: tuple[PartAnswer, ...]

    @property
    def status(self) -> str:
        """That of its worst part: unmet, then needs_evidence, then conditional."""
        return min((part.status for part in self.parts), key=_WORST_FIRST.index)

    @property
    def missing(self) -> str:
        return "；".join(part.missing for part in self.parts if part.missing)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``error`` says why there is no branch to answer: no such level, or no such direction."""

    applicant: Applicant
    branches: tuple[BranchAnswer, ...] = ()
    error: str = ""

    @property
    def result(self) -> str:
        """That of the best branch: eligible, conditional, needs_evidence or ineligible."""
        if not self.branches:
            return _RESULTS[UNMET]
        return _RESULTS[max((each.status for each in self.branches), key=_WORST_FIRST.index)]

    @property
    def met(self) -> list[str]:
        return [each.branch.id for each in self.branches if each.status == MET]


def judge(applicant: Applicant, rules: Conditions, *, related_by: str = UNION) -> Verdict:
    """Every branch of the level applied for. ``related_by`` says which related occupations count
    where a level has directions: those of all (``union``) or of the chosen one (``direction``)."""
    level = rules.levels.get(applicant.level) if type(applicant.level) is int else None
    if level is None:
        names = "、".join(str(each) for each in sorted(rules.levels, reverse=True))
        return Verdict(applicant, error=f"level：没有这个级别，应为 {names} 之一")
    if error := _wrong_direction(applicant.direction, level, rules):
        return Verdict(applicant, error=error)
    accepted = rules.occupations(level, applicant.direction, related_by=related_by)
    case = _Case(applicant, rules, accepted)
    return Verdict(
        applicant,
        tuple(
            BranchAnswer(branch, tuple(case.answer(part) for part in branch.parts))
            for branch in level.branches
        ),
    )


def _wrong_direction(direction: object, level: Level, rules: Conditions) -> str:
    if not level.by_direction:
        return "" if direction is None else f"direction：{level.name}不分专业方向，应为 null"
    if isinstance(direction, str) and direction in rules.directions:
        return ""
    return f"direction：{level.name}分专业方向，应为 {'、'.join(rules.directions)} 之一"


@dataclass(frozen=True, slots=True)
class _Case:
    """One applicant before one set of conditions, with the occupations that count."""

    applicant: Applicant
    rules: Conditions
    accepted: frozenset[str]

    def answer(self, part: Part) -> PartAnswer:
        status, missing = self._told(part)
        at_school = isinstance(part, HeldDiploma) and status == CONDITIONAL
        return PartAnswer(
            part, status, missing, sentences.paper(part, self.rules, at_school=at_school)
        )

    def _told(self, part: Part) -> tuple[str, str]:
        if untold := self._untold(part):
            return NEEDS_EVIDENCE, sentences.not_told(untold)
        match part:
            case Years():
                return self._years(part)
            case HeldCertificate():
                return self._have(part, bool(self._certificates(part.level)))
            case CompletedApprenticeship():
                return self._have(part, self._has_completed_apprenticeship())
            case HeldDiploma():
                return self._diploma(part)

    def _untold(self, part: Part) -> list[str]:
        """The keys that the part needs and the applicant left out; nothing else says that."""
        who = self.applicant
        facts: list[tuple[str, object]]
        match part:
            case Years(after_level=None):
                facts = [("work", who.work)]
            case Years():
                facts = [("work", who.work), ("certificates", who.certificates)]
            case HeldCertificate():
                facts = [("certificates", who.certificates)]
            case CompletedApprenticeship():
                facts = [("apprenticeship", who.apprenticeships)]
            case HeldDiploma():
                facts = [("diplomas", who.diplomas)]
        return [key for key, told in facts if told is None]

    def _have(self, part: Part, held: bool) -> tuple[str, str]:
        return (MET, "") if held else (UNMET, sentences.not_held(part, self.rules))

    def _years(self, part: Years) -> tuple[str, str]:
        day = self.applicant.apply_on
        worked = self._worked(part.after_level)
        if worked >= needed(part.at_least, day):
            return MET, ""
        return UNMET, sentences.too_short(part, worked, day, self.rules)

    def _worked(self, after_level: int | None) -> int:
        """Days of own or related work; since the earliest valid certificate, if one is named."""
        day = self.applicant.apply_on
        spans = [
            spell.span(day)
            for spell in self.applicant.work or ()
            if spell.occupation in self.accepted
        ]
        if after_level is None:
            return counted(spans)
        issued = [each.issued_on for each in self._certificates(after_level)]
        return counted(spans, since=min(issued)) if issued else 0

    def _certificates(self, level: int | None) -> list[Certificate]:
        """Those of this very level, or of a 预备技师, that the applicant held on the day."""
        kind = PROSPECTIVE_TECHNICIAN if level is None else SKILL
        return [
            each
            for each in self.applicant.certificates or ()
            if each.kind == kind
            and each.level == level
            and each.occupation in self.accepted
            and each.issued_on <= self.applicant.apply_on
        ]

    def _has_completed_apprenticeship(self) -> bool:
        return any(
            each.occupation in self.accepted
            and each.completed_on is not None
            and each.completed_on <= self.applicant.apply_on
            for each in self.applicant.apprenticeships or ()
        )

    def _diploma(self, part: HeldDiploma) -> tuple[str, str]:
        fitting = [each for each in self.applicant.diplomas or () if self._fits(each, part)]
        days = [each.graduated_on for each in fitting]
        if any(day is not None and day <= self.applicant.apply_on for day in days):
            return MET, ""
        if part.students and None in days:
            return CONDITIONAL, sentences.STILL_AT_SCHOOL
        return UNMET, sentences.not_held(part, self.rules)

    def _fits(self, diploma: Diploma, part: HeldDiploma) -> bool:
        """Whether the diploma is what the part names, whenever it was or will be given."""
        return (
            (part.schools is None or diploma.school in part.schools)
            and (part.degree_from is None or _reaches(diploma.degree, part.degree_from))
            and (part.goal is None or diploma.goal == part.goal)
            and (not part.major or diploma.major in self.rules.majors)
        )


def _reaches(degree: str | None, lowest: str) -> bool:
    return degree is not None and DEGREES.index(degree) >= DEGREES.index(lowest)
