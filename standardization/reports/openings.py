"""How a report begins: sentences from what the portal knows, for the leader to go on from."""

from association.base.templatetags.ui import day as day_words
from standardization.enums import MeetingKind, ReportKind, Role
from standardization.models import Case
from standardization.reports import stage


def overview(case: Case) -> str:
    sites = list(case.sites.prefetch_related("key_areas"))
    areas = [area.name for site in sites for area in site.key_areas.all()]
    pinned = case.standards.filter(role=Role.PRIMARY).select_related("version__standard").first()
    lines = [
        f"{case.member.name}（统一社会信用代码{case.member.credit_code}）"
        f"本次为{case.get_kind_display()}，申请等级{case.grade_applied}。",
        f"申请范围为{'、'.join(f'{site.name}（{site.address}）' for site in sites)}。",
    ]
    if areas:
        lines.append(f"登记的重点部位共 {len(areas)} 处：{'、'.join(areas)}。")
    if pinned:
        lines.append(f"依据{pinned.version}。")
    return "\n".join(lines)


def process(case: Case, kind: ReportKind) -> str:
    people = stage.panel(case, kind, case.round)
    visit = stage.held(case, kind, case.round)
    team = "评审组" if kind == ReportKind.REVIEW else "复核组"
    names = "、".join(f"{each.expert.name}（{each.get_duty_display()}）" for each in people)
    lines = [f"{team}由{names}组成，均已申报与企业没有利害关系。"] if names else []
    if visit:
        held = set(visit.meetings.values_list("kind", flat=True))
        meetings = [kind.label for kind in MeetingKind if kind.value in held]
        text = f"{team}于{day_words(visit.on)}到{visit.site.name}，听取企业汇报，查阅资料，"
        lines.append(f"{text}逐项查看现场{'，召开' + '、'.join(meetings) if meetings else ''}。")
        found = case.findings.filter(visit=visit).count()
        lines.append(f"现场登记不符合项 {found} 条。" if found else "现场没有登记不符合项。")
    return "\n".join(lines)
