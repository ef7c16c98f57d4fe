"""The rows of facts once more, for somebody who is in a class: they open with what was said."""

from typing import Any

from django import forms
from django.http import QueryDict

from training.eligibility.conditions import Conditions
from training.eligibility.facts import (
    PROSPECTIVE_TECHNICIAN,
    Applicant,
    Apprenticeship,
    Certificate,
    Diploma,
    Spell,
)
from training.eligibility.sentences import FACT_NAMES
from training.enrolment import facts
from training.forms import OTHER, Sheet
from training.models import Enrolment


class NoneOfForm(forms.Form):
    none_of = forms.MultipleChoiceField(
        label="确实没有的",
        choices=[(key, f"没有{name}") for key, name in FACT_NAMES.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="上面没有填、这里也没有勾选的，按“待补充”计，不当作没有。",
    )


class FactsSheet(Sheet):
    """Level, direction and day are the class's and the enrolment's; only facts are asked for."""

    applying: Any

    def __init__(self, rules: Conditions, applicant: Applicant) -> None:
        super().__init__(rules)
        said = {
            "work": applicant.work,
            "apprenticeship": applicant.apprenticeships,
            "certificates": applicant.certificates,
            "diplomas": applicant.diplomas,
        }
        none_of = [key for key, value in said.items() if value == ()]
        self.applying = NoneOfForm(initial={"none_of": none_of})
        for group in self.groups:
            if told := said[group.key]:
                group.open_with([self._initial(each) for each in told])

    def read(self, sent: QueryDict) -> bool:
        self.applying = NoneOfForm(sent)
        for group in self.groups:
            group.read(sent)
        return all(form.is_valid() for form in self._forms())

    def reopen(self, sent: QueryDict, *, more: str) -> None:
        self.applying = NoneOfForm(initial={"none_of": sent.getlist("none_of")})
        for group in self.groups:
            group.reopen(sent, more=group.key == more)

    def facts(self, enrolment: Enrolment) -> dict[str, Any]:
        """In the keys of docs/eligibility.md; after ``read``."""
        none_of = self.applying.cleaned_data["none_of"]
        work, apprenticeships, certificates, diplomas = (
            group.facts() or (() if group.key in none_of else None) for group in self.groups
        )
        return facts.told(
            Applicant(
                id=enrolment.pk,
                apply_on=enrolment.applied_on,
                level=enrolment.training_class.level,
                direction=enrolment.training_class.direction,
                work=work,
                apprenticeships=apprenticeships,
                certificates=certificates,
                diplomas=diplomas,
            )
        )

    def _initial(self, fact: Spell | Apprenticeship | Certificate | Diploma) -> dict[str, Any]:
        match fact:
            case Spell():
                return {**self._job(fact), "first": fact.first, "last": fact.last}
            case Apprenticeship():
                return {**self._job(fact), "completed_on": fact.completed_on}
            case Certificate():
                technician = fact.kind == PROSPECTIVE_TECHNICIAN
                of = PROSPECTIVE_TECHNICIAN if technician else str(fact.level)
                return {**self._job(fact), "of": of, "issued_on": fact.issued_on}
            case Diploma():
                major = fact.major if fact.major in self.rules.majors else OTHER
                return {
                    "school": fact.school,
                    "degree": fact.degree or "",
                    "major": major,
                    "goal": fact.goal or "",
                    "graduated_on": fact.graduated_on,
                }

    def _job(self, fact: Spell | Apprenticeship | Certificate) -> dict[str, str]:
        """As the list of choices names it."""
        if fact.occupation in self.rules.own:
            return {"occupation": "own"}
        related = set().union(*(each.related for each in self.rules.directions.values()))
        return {"occupation": fact.occupation if fact.occupation in related else OTHER}
