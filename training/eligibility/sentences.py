"""What is missing, in words for the applicant: what, how much, and which paper would prove it."""

from datetime import date

from training.eligibility.conditions import (
    CompletedApprenticeship,
    Conditions,
    HeldCertificate,
    HeldDiploma,
    Part,
    Years,
)
from training.eligibility.days import split

SCHOOL_NAMES = {
    "technical_school": "技工学校",
    "senior_technical_school": "高级技工学校",
    "technician_college": "技师学院",
    "secondary_vocational": "中等职业学校",
    "higher_vocational": "高等职业学校",
    "university": "普通高等学校",
    "other": "其他学校",
}
DEGREE_NAMES = {
    "secondary": "中等学历",
    "junior_college": "大专",
    "bachelor": "本科",
    "master": "硕士",
    "doctor": "博士",
}
GOAL_NAMES = {"intermediate_skill": "中级技能", "advanced_skill": "高级技能"}
FACT_NAMES = {
    "work": "工作经历",
    "apprenticeship": "学徒经历",
    "certificates": "职业证书",
    "diplomas": "毕业证书",
}
STILL_AT_SCHOOL = "在校应届毕业生，取得毕业证书后补交"


def asked(part: Part, rules: Conditions) -> str:
    """What the part asks for, as a noun: "五级/初级工证书"."""
    match part:
        case Years(after_level=None):
            return f"从事本职业或相关职业工作累计 {part.at_least}年"
        case Years():
            return f"{_since(part, rules)}从事本职业或相关职业工作累计 {part.at_least}年"
        case HeldCertificate(level=None):
            return "本职业或相关职业预备技师证书"
        case HeldCertificate():
            assert part.level is not None
            return f"本职业或相关职业{rules.levels[part.level].name}证书"
        case CompletedApprenticeship():
            return "本职业或相关职业学徒期满"
        case HeldDiploma():
            return _diploma(part)


def not_told(keys: list[str]) -> str:
    return f"尚未提供{'、'.join(FACT_NAMES[key] for key in keys)}"


def not_held(part: Part, rules: Conditions) -> str:
    return (
        f"没有{asked(part, rules)}"
        if not isinstance(part, CompletedApprenticeship)
        else ("本职业或相关职业学徒期未满")
    )


def too_short(part: Years, worked: int, day: date, rules: Conditions) -> str:
    """``worked`` days, fewer than the part asks for: "…累计 3年8个月，差4个月"."""
    so_far, lacking = split(worked, part.at_least, day)
    return f"{_since(part, rules)}从事本职业或相关职业工作累计 {so_far}，差{lacking}"


def paper(part: Part, rules: Conditions, *, at_school: bool = False) -> str:
    """Which paper proves the part; of somebody still at school, that it is so."""
    match part:
        case Years():
            key = "years"
        case HeldCertificate():
            key = "certificate" if part.level else "prospective_technician"
        case CompletedApprenticeship():
            key = "apprenticeship"
        case HeldDiploma():
            key = "student" if at_school else "diploma"
    return rules.evidence[key]


def _since(part: Years, rules: Conditions) -> str:
    if part.after_level is None:
        return ""
    return f"取得{rules.levels[part.after_level].name}证书后"


def _diploma(part: HeldDiploma) -> str:
    goal = f"经评估论证、以{GOAL_NAMES[part.goal]}为培养目标的" if part.goal else ""
    schools = "或".join(SCHOOL_NAMES[school] for school in part.schools or ())
    degree = f"{DEGREE_NAMES[part.degree_from]}及以上" if part.degree_from else ""
    major = "本专业或相关专业" if part.major else ""
    return f"{goal}{schools}{degree}{major}毕业证书"
