"""What somebody types who asks for which level it may apply. Nothing of it is kept."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from association.base import clock
from association.base.sent import whole
from training.eligibility.conditions import Conditions
from training.eligibility.facts import (
    DEGREES,
    GOALS,
    PROSPECTIVE_TECHNICIAN,
    SCHOOLS,
    SKILL,
    Applicant,
    Apprenticeship,
    Certificate,
    Diploma,
    Spell,
)
from training.eligibility.reading import EARLIEST
from training.eligibility.sentences import DEGREE_NAMES, FACT_NAMES, GOAL_NAMES, SCHOOL_NAMES

MOST_ROWS = 10
_CHOOSE = ("", "请选择")
OTHER = "其他"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    widget = DayInput

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and day < EARLIEST:
            raise forms.ValidationError("请核对年份，早于 1900 年。")
        return day


class ApplyingForm(forms.Form):
    level = forms.TypedChoiceField(label="申报级别", coerce=int)
    direction = forms.ChoiceField(
        label="专业方向",
        required=False,
        help_text="四级、三级、二级必选；五级、一级不分方向，不选。",
    )
    apply_on = DayField(label="申报日期", help_text="各项年限算到这一天的前一天。")
    none_of = forms.MultipleChoiceField(
        label="确实没有的",
        choices=[(key, f"没有{name}") for key, name in FACT_NAMES.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="下面没有填、这里也没有勾选的，按“待补充”计，不当作没有。",
    )

    def __init__(self, *args: Any, rules: Conditions, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rules = rules
        levels = [(each.level, each.name) for each in rules.levels.values()]
        directions = [(code, each.name) for code, each in rules.directions.items()]
        fields: Any = self.fields
        fields["level"].choices = [_CHOOSE, *levels]
        fields["direction"].choices = [("", "不分方向"), *directions]
        fields["apply_on"].initial = clock.today

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        level = self.rules.levels.get(told.get("level", 0))
        if level and level.by_direction and not told.get("direction"):
            self.add_error("direction", f"{level.name}分专业方向，请选一个。")
        if level and not level.by_direction and told.get("direction"):
            self.add_error("direction", f"{level.name}不分专业方向，请改为“不分方向”。")
        return told


class _Row(forms.Form):
    """A row left wholly empty says nothing; one begun has to be whole."""

    def __init__(self, *args: Any, rules: Conditions, **options: Any) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **options)
        fields: Any = self.fields
        if "occupation" in fields:
            related = sorted(set().union(*(each.related for each in rules.directions.values())))
            named = [(name, name) for name in related]
            own = ("own", "应急救援员（含原紧急救助员）")
            fields["occupation"].choices = [_CHOOSE, own, *named, (OTHER, "其他职业")]
        if "of" in fields:
            levels = [(str(each.level), f"{each.name}证书") for each in rules.levels.values()]
            fields["of"].choices = [_CHOOSE, *levels, (PROSPECTIVE_TECHNICIAN, "预备技师证书")]
        if "major" in fields:
            majors = [(name, name) for name in rules.majors]
            fields["major"].choices = [_CHOOSE, *majors, (OTHER, "其他专业")]


class SpellForm(_Row):
    occupation = forms.ChoiceField(label="职业")
    first = DayField(label="开始日期")
    last = DayField(label="最后一天", required=False, help_text="仍在从事的不填。")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last = told.get("first"), told.get("last")
        if first and last and last < first:
            self.add_error("last", "早于开始日期，请核对。")
        return told

    def fact(self) -> Spell:
        return Spell(**self.cleaned_data)


class ApprenticeshipForm(_Row):
    occupation = forms.ChoiceField(label="学徒职业")
    completed_on = DayField(label="期满日期")

    def fact(self) -> Apprenticeship:
        return Apprenticeship(**self.cleaned_data)


class CertificateForm(_Row):
    of = forms.ChoiceField(label="证书", help_text="职业资格证书、职业技能等级证书都算。")
    occupation = forms.ChoiceField(label="证书上的职业")
    issued_on = DayField(label="发证日期")

    def fact(self) -> Certificate:
        told = self.cleaned_data
        technician = told["of"] == PROSPECTIVE_TECHNICIAN
        return Certificate(
            kind=PROSPECTIVE_TECHNICIAN if technician else SKILL,
            occupation=told["occupation"],
            level=None if technician else int(told["of"]),
            issued_on=told["issued_on"],
        )


class DiplomaForm(_Row):
    school = forms.ChoiceField(
        label="学校", choices=[_CHOOSE, *((each, SCHOOL_NAMES[each]) for each in SCHOOLS)]
    )
    degree = forms.ChoiceField(
        label="学历",
        choices=[_CHOOSE, *((each, DEGREE_NAMES[each]) for each in DEGREES)],
        required=False,
    )
    major = forms.ChoiceField(label="专业")
    goal = forms.ChoiceField(
        label="经评估论证的培养目标",
        choices=[("", "没有或不清楚"), *((each, GOAL_NAMES[each]) for each in GOALS)],
        required=False,
    )
    graduated_on = DayField(
        label="毕业日期", required=False, help_text="在校应届毕业生还没有毕业证书的，不填。"
    )

    def fact(self) -> Diploma:
        told = self.cleaned_data
        return Diploma(**{**told, "degree": told["degree"] or None, "goal": told["goal"] or None})


class Rows:
    """As many forms of one kind as the page has, and one more at a click that asks for it."""

    def __init__(self, key: str, kind: type[_Row], rules: Conditions, first: int = 1) -> None:
        self.key, self.name, self.kind, self.rules = key, FACT_NAMES[key], kind, rules
        self.counter = f"{key}-rows"
        self.forms: list[_Row] = [self._row(place) for place in range(first)]

    def open_with(self, said: Sequence[dict[str, Any]]) -> None:
        """With what was said before, and nothing to check."""
        self.forms = [self._row(place, initial=each) for place, each in enumerate(said)]

    def read(self, sent: QueryDict) -> None:
        self.forms = [self._row(place, data=sent) for place in range(self._sent(sent))]

    def reopen(self, sent: QueryDict, *, more: bool) -> None:
        """What was typed, unchecked, with a row more."""
        count = min(self._sent(sent) + more, MOST_ROWS)
        names = self.kind.base_fields
        self.forms = [
            self._row(
                place, initial={name: sent.get(f"{self.key}-{place}-{name}") for name in names}
            )
            for place in range(count)
        ]

    def facts(self) -> tuple[Any, ...]:
        return tuple(row.fact() for row in self.forms if row.has_changed())

    @property
    def can_grow(self) -> bool:
        return self.key != "apprenticeship" and len(self.forms) < MOST_ROWS

    def _sent(self, sent: QueryDict) -> int:
        return min(whole(sent.get(self.counter), least=1) or 1, MOST_ROWS)

    def _row(self, place: int, **options: Any) -> _Row:
        return self.kind(prefix=f"{self.key}-{place}", rules=self.rules, **options)


class Sheet:
    """The whole page: what is applied for, and rows of facts."""

    def __init__(self, rules: Conditions) -> None:
        self.rules = rules
        self.applying = ApplyingForm(rules=rules)
        self.groups = [
            Rows("work", SpellForm, rules, first=2),
            Rows("apprenticeship", ApprenticeshipForm, rules),
            Rows("certificates", CertificateForm, rules),
            Rows("diplomas", DiplomaForm, rules),
        ]

    def read(self, sent: QueryDict) -> bool:
        """Whether everything typed can be judged."""
        self.applying = ApplyingForm(sent, rules=self.rules)
        for group in self.groups:
            group.read(sent)
        return all(form.is_valid() for form in self._forms())

    def reopen(self, sent: QueryDict, *, more: str) -> None:
        """With a row more in the group of that name; nothing is checked yet."""
        initial = {name: sent.get(name) for name in ("level", "direction", "apply_on")}
        initial["none_of"] = sent.getlist("none_of")
        self.applying = ApplyingForm(rules=self.rules, initial=initial)
        for group in self.groups:
            group.reopen(sent, more=group.key == more)

    def problems(self) -> list[dict[str, str]]:
        """Each wrong field of the rows, with its place on the page."""
        return [
            {
                "text": f"{group.name}第 {place} 行 {field.label}：{error}",
                "anchor": field.id_for_label,
            }
            for group in self.groups
            for place, row in enumerate(group.forms, start=1)
            for field in row
            for error in field.errors
        ]

    def applicant(self) -> Applicant:
        told = self.applying.cleaned_data
        work, apprenticeships, certificates, diplomas = (
            group.facts() or (() if group.key in told["none_of"] else None) for group in self.groups
        )
        return Applicant(
            id="self",
            apply_on=told["apply_on"],
            level=told["level"],
            direction=told["direction"] or None,
            work=work,
            apprenticeships=apprenticeships,
            certificates=certificates,
            diplomas=diplomas,
        )

    def _forms(self) -> Sequence[forms.Form]:
        return [self.applying, *(row for group in self.groups for row in group.forms)]
