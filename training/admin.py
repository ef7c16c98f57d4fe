"""The conditions of application in the stock admin: to be read, compared with the original, and the
one question settled that the source leaves open."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from association.base.admin import AuditedAdmin
from association.base.models import OutboxRow
from training.eligibility.conditions import conditions
from training.models import PhotoProfile, RuleSet, TrainingReminderRule
from training.models.reminder import GAPS
from training.reminders.turns import since_when

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


@admin.register(PhotoProfile)
class PhotoProfileAdmin(AuditedAdmin):
    """Practice until somebody has asked the issuing body; until then 待核实."""

    list_display = ["title", "width", "height", "least_kb", "most_kb", "active", "checked"]

    @admin.display(description="发证单位", ordering="verified")
    def checked(self, profile: PhotoProfile) -> str:
        return "已核对" if profile.verified else "待核实"


class TrainingReminderRuleForm(forms.ModelForm):
    channels = forms.MultipleChoiceField(
        label="渠道",
        choices=OutboxRow.Channel.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="本人没有账号，只能发邮件",
    )

    class Meta:
        model = TrainingReminderRule
        fields = [
            "code", "title", "whom", "deadline", "days", "channels", "subject", "body", "active",
        ]  # fmt: skip
        help_texts = {
            "subject": f"可用占位符：{'、'.join(f'{{{gap}}}' for gap in GAPS)}",
            "active": "启用之前已过的期限不提醒",
        }


@admin.register(TrainingReminderRule)
class TrainingReminderRuleAdmin(AuditedAdmin):
    """A rule keeps its code: what was sent by it is accounted for under it."""

    form = TrainingReminderRuleForm
    fields = TrainingReminderRuleForm.Meta.fields
    list_display = ["title", "whom", "deadline", "days", "active", "switched_on_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["code"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        former = TrainingReminderRule.objects.filter(pk=obj.pk).first()
        obj.switched_on_at = since_when(obj, former)
        super().save_model(request, obj, form, change)


def _lines(lines: list[str]) -> SafeString:
    return format_html_join("", LINE, ([line] for line in lines))
