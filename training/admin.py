"""What 教育培训部 keeps in the stock admin: the conditions of application to be read and compared with
the original, and what is an assumption until somebody has checked it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from association.base.admin import AuditedAdmin, RemindingRuleAdmin, RemindingRuleForm
from training.eligibility.conditions import conditions
from training.enums import NumberScheme
from training.models import (
    ArchiveItem,
    IssuingBody,
    PanelRule,
    PassMark,
    PhotoProfile,
    QuotaRule,
    ResitRule,
    RetentionClass,
    RuleSet,
    TrainingReminderRule,
)
from training.models.reminder import GAPS

LINE = "<p>{}</p>"


@admin.register(RuleSet)
class RuleSetAdmin(AuditedAdmin):
    list_display = ["title", "occupation", "effective", "related_by", "checked"]
    fields = [
        "code", "title", "occupation", "occupation_code", "effective", "source", "directions",
        "majors", "branches", "related_by", "verified",
    ]  # fmt: skip
    readonly_fields = [name for name in fields if name not in ("related_by", "verified")]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A version comes with the portal, as a file that a test has read."""
        return False

    @admin.display(description="原件", ordering="verified")
    def checked(self, rule_set: RuleSet) -> str:
        return "已核对" if rule_set.verified else "待核实"

    @admin.display(description="专业方向和相关职业")
    def directions(self, rule_set: RuleSet) -> SafeString:
        directions = conditions(rule_set.body).directions.values()
        return _lines([f"{each.name}：{'、'.join(sorted(each.related))}" for each in directions])

    @admin.display(description="本专业或相关专业")
    def majors(self, rule_set: RuleSet) -> str:
        return "、".join(conditions(rule_set.body).majors)

    @admin.display(description="各级别条件（满足之一即可申报）")
    def branches(self, rule_set: RuleSet) -> SafeString:
        return _lines(
            [
                f"{level.name}{branch.number} {branch.text}（{branch.id}）"
                for level in conditions(rule_set.body).levels.values()
                for branch in level.branches
            ]
        )


@admin.register(QuotaRule)
class QuotaRuleAdmin(AuditedAdmin):
    list_display = ["since", "base", "bonus", "source", "checked"]
    fields = ["since", "base", "bonus", "source", "verified"]

    @admin.display(description="原件", ordering="verified")
    def checked(self, rule: QuotaRule) -> str:
        return "已核对" if rule.verified else "待核实"


@admin.register(PhotoProfile)
class PhotoProfileAdmin(AuditedAdmin):
    list_display = ["title", "size", "active", "checked"]
    fields = [
        "title", "width", "height", "least_width", "tolerance", "least_kb", "most_kb",
        "background", "active", "verified",
    ]  # fmt: skip

    @admin.display(description="尺寸（像素）")
    def size(self, profile: PhotoProfile) -> str:
        return f"{profile.width} × {profile.height}"

    @admin.display(description="发证单位", ordering="verified")
    def checked(self, profile: PhotoProfile) -> str:
        return "已核对" if profile.verified else "待核实"


class TrainingReminderRuleForm(RemindingRuleForm):
    class Meta:
        model = TrainingReminderRule
        fields = [
            "code", "title", "whom", "deadline", "days", "channels", "subject", "body", "active",
        ]  # fmt: skip
        help_texts = RemindingRuleForm.told(GAPS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["channels"].help_text = "本人没有账号，只能发邮件"


@admin.register(TrainingReminderRule)
class TrainingReminderRuleAdmin(RemindingRuleAdmin):
    form = TrainingReminderRuleForm
    fields = TrainingReminderRuleForm.Meta.fields
    list_display = ["title", "whom", "deadline", "days", "active", "switched_on_at"]


def _lines(lines: list[str]) -> SafeString:
    return format_html_join("", LINE, ([line] for line in lines))


class _Checked(AuditedAdmin):
    @admin.display(description="原件", ordering="verified")
    def checked(self, row: PassMark | ResitRule | PanelRule) -> str:
        return "已核对" if row.verified else "待核实"


@admin.register(PassMark)
class PassMarkAdmin(_Checked):
    list_display = ["__str__", "full", "passing", "minutes", "checked"]
    list_filter = ["level", "part"]


@admin.register(ResitRule)
class ResitRuleAdmin(_Checked):
    list_display = ["since", "keeps_passed", "times", "within_days", "checked"]


@admin.register(PanelRule)
class PanelRuleAdmin(_Checked):
    list_display = ["since", "members", "marks", "checked"]


class IssuingBodyForm(forms.ModelForm):
    schemes = forms.MultipleChoiceField(
        label="编号规则",
        choices=NumberScheme.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="它核发的证书用哪一种编号；登记时按位数判断是哪一种",
    )


class _ToBeCompared(AuditedAdmin):
    """Practice, until somebody has compared it with the rule behind it."""

    @admin.display(description="核对", ordering="verified")
    def checked(self, row: ArchiveItem | IssuingBody | RetentionClass) -> str:
        return "已核对" if row.verified else "待核实"


@admin.register(IssuingBody)
class IssuingBodyAdmin(_ToBeCompared):
    form = IssuingBodyForm
    list_display = ["name", "lookup", "active", "checked"]


@admin.register(ArchiveItem)
class ArchiveItemAdmin(_ToBeCompared):
    list_display = ["title", "position", "computed", "explainable", "active", "checked"]


@admin.register(RetentionClass)
class RetentionClassAdmin(_ToBeCompared):
    list_display = ["name", "years", "numbers", "source", "checked"]
