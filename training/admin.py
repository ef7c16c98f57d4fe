"""The conditions of application in the stock admin: to be read, compared with the original, and the
one question settled that the source leaves open; and what an assessment is measured by."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from association.base.admin import AuditedAdmin
from training.eligibility.conditions import conditions
from training.models import PanelRule, PassMark, ResitRule, RuleSet

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
