"""What an empty portal knows of terms, bans, commitments and the draw. All are 待核实: taken from what is commonly told of
应急〔2021〕83号, until somebody compares them with the ordinance."""

from standardization.enums import ClockKind
from standardization.models import BanTerm, ClockTerm, CommitmentItem, DrawRule

K = ClockKind
_83 = "待核实：应急〔2021〕83号《企业安全生产标准化建设定级办法》，原文未核对"
_OURS = "待核实：办法没有写明，比照评审整改"
TERMS = (
    # kind, working days, one extension, source
    (K.INTERNAL_NOTICE, 10, 0, _83),
    (K.CHECK, 5, 0, _83),
    (K.CORRECTION, 5, 0, _83),
    (K.MATERIALS, 10, 0, _83),
    (K.REVIEW, 20, 0, _83),
    (K.RECTIFICATION, 20, 20, _83),
    (K.VERIFICATION, 10, 0, _83),
    (K.REPORT_AUDIT, 10, 0, _83),
    (K.RECHECK_RECTIFICATION, 20, 20, _OURS),
    (K.PUBLICITY, 7, 0, _83),
)
_PRACTICE = "待核实：部分省的评审管理办法按三分之一抽查，本市规定未查到"
BANS = (
    (BanTerm.Ground.FAILED, 12, _83),
    (BanTerm.Ground.FALSE_PROMISE, 36, _83),
)
COMMITMENTS = (
    ("licences", "依法应当取得的证照齐全、有效。"),
    ("organ", "已按规定设置安全生产管理机构或者配备安全生产管理人员。"),
    ("certificates", "主要负责人、安全管理人员和特种作业人员依法持证。"),
    ("accidents", "申请之日前一年内，没有死亡事故，重伤累计不到 3 人，直接经济损失不到 100 万元。"),
    ("impact", "申请之日前一年内，没有发生造成重大社会影响的事件。"),
    ("credit", "未被列入安全生产失信惩戒名单。"),
    ("failed", "前次申请未达标的，距今已满一年。"),
    ("revoked", "前次等级被撤销的，距今已满一年。"),
    ("hazards", "被责令整改的重大事故隐患已经整改完毕。"),
)
DRAW_RULE = {
    "name": "复核抽取办法",
    "numerator": 1,
    "denominator": 3,
    "industries": ["危险化学品"],
    "source": _PRACTICE,
}


def install() -> None:
    """Idempotent: a row that is there already is left alone."""
    BanTerm.objects.bulk_create(
        (BanTerm(ground=ground, months=months, source=source) for ground, months, source in BANS),
        ignore_conflicts=True,
    )
    CommitmentItem.objects.bulk_create(
        (
            CommitmentItem(code=code, text=text, position=position)
            for position, (code, text) in enumerate(COMMITMENTS, start=1)
        ),
        ignore_conflicts=True,
    )
    if not DrawRule.objects.exists():
        DrawRule.objects.create(**DRAW_RULE)
    ClockTerm.objects.bulk_create(
        (
            ClockTerm(kind=kind, working_days=days, extension=extension, source=source)
            for kind, days, extension, source in TERMS
        ),
        ignore_conflicts=True,
    )
