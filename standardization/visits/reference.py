"""The norm of 2020 for rechecks during the epidemic, in our own words and switched off: 安全技术部
switches it on, or keeps a set of its own beside it."""

from datetime import date, time
from decimal import Decimal

from standardization.enums import Party, ReadinessKind
from standardization.models import ReadinessRule, ReadinessRuleSet
from standardization.visits.readiness import ROSTER, VEHICLE

CODE = "recheck-2020"
_TASK, _DOCUMENT = ReadinessKind.TASK, ReadinessKind.DOCUMENT
_MEASURE, _KNOWN = ReadinessKind.MEASUREMENT, ReadinessKind.ACKNOWLEDGEMENT
_LIMIT = Decimal("37.3")
_END_OF_WORK = time(17, 30)

# Code, what, kind, by whom, days from the visit.
_ROWS: tuple[tuple[str, str, ReadinessKind, str, int], ...] = (
    (VEHICLE, "公务用车审批单获得批准", _TASK, "", -2),
    ("car", "备好公务用车", _TASK, "", -1),
    ("masks", "备好医用口罩（工作人员和专家每人一只）", _TASK, "", -1),
    ("supplies", "备好 84 消毒液、洗手液和体温计", _TASK, "", -1),
    ("disinfection-out", "出发前车辆消毒并写消毒记录", _TASK, "", 0),
    ("temperature-staff", "工作人员体温（℃）", _MEASURE, Party.ASSOCIATION, 0),
    ("travel-expert", "专家签字的近一个月行程和健康状态声明", _DOCUMENT, Party.EXPERT, 0),
    ("temperature-expert", "专家体温（℃）", _MEASURE, Party.EXPERT, 0),
    (ROSTER, "评审单位盖章的到场人员名单、行程和健康情况（PDF）", _DOCUMENT, "", -1),
    ("masks-on", "全程佩戴口罩，车内通风，自带水杯", _KNOWN, "", 0),
    ("meetings", "首末次会议企业只由主要负责人和安全管理人员参加，间隔 1 米以上", _KNOWN, "", 0),
    ("distance", "查资料、看现场时间隔 1 米以上", _KNOWN, "", 0),
    ("no-meal", "不在企业用餐", _KNOWN, "", 0),
    ("disinfection-back", "返回后车辆消毒并写消毒记录", _TASK, "", 0),
    ("key", "锁车并交还钥匙", _TASK, "", 0),
)  # fmt: skip
_AFTER = ("disinfection-back", "key")


def install() -> None:
    """Idempotent: a set that is there already is left as staff have it."""
    rules, made = ReadinessRuleSet.objects.get_or_create(
        code=CODE,
        defaults={
            "title": "疫情防控期间现场复核工作规范",
            "basis": "《疫情防控期间安全生产标准化（二级）现场复核工作规范》（秘书处领导签批之日起）",
            "start": date(2020, 4, 28),
            "active": False,
        },
    )
    if not made:
        return
    ReadinessRule.objects.bulk_create(
        ReadinessRule(
            rule_set=rules,
            code=code,
            title=title,
            kind=kind,
            party=party,
            days=days,
            until=_END_OF_WORK if days < 0 else None,
            limit=_LIMIT if kind == _MEASURE else None,
            per_head=int(code == "masks"),
            after_visit=code in _AFTER,
            position=position,
        )
        for position, (code, title, kind, party, days) in enumerate(_ROWS, start=1)
    )
