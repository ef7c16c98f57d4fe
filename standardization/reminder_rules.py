"""The reminders that come with an empty portal, switched on. The days are the house's own practice;
安全技术部 changes days and words as rows, or switches a rule off."""

from association.base import clock
from standardization.enums import RemindOf, RemindWhom
from standardization.models import ReviewReminderRule

R, W = RemindOf, RemindWhom
_END = "本消息由系统发出，请勿直接回复。"


def _body(opening: str) -> str:
    return f"您好：\n\n{opening}\n\n{{名单}}\n\n{_END}"


_ANSWER = _body("有 {件数} 项评审委派等您答复，最近的期限是{期限}。请先申报有无利害关系，再答复。")
_LAPSED = _body(
    "有 {件数} 项评审委派过了答复期限，已按逾期未答复办理。仍愿意参加的，请联系安全技术部。"
)
_REPORT = _body("有 {件数} 份评审报告还没有提交，最近的期限是{期限}。")
_REPORT_LATE = _body(
    "有 {件数} 份评审报告已过交稿期限（最早{期限}），请尽快提交；有困难请联系安全技术部。"
)
_MENDING = _body(
    "贵单位有 {件数} 条不符合项等待整改，最近的期限是{期限}。请整改后在网上填写并附照片。"
)
_CAR = _body("有 {件数} 次现场工作的公务用车审批单还没有办妥，最近的在{期限}。")
_SUPPLIES = _body("有 {件数} 次现场工作的物资和准备事项还没有登记办好，最近的在{期限}。")
_HEALTH = _body(
    "有 {件数} 次现场工作还缺行程和健康情况的文件，最近的在{期限}。请在出发前交给联络员。"
)
_GRADE = _body("贵单位的安全生产标准化等级将于{期限}到期，请安排复评。期满前可在网上申请。")
_SELF = _body("贵单位有 {件数} 份年度自评报告待提交，期限{期限}。")
_SELF_LATE = _body("贵单位有 {件数} 份年度自评报告已过期限（{期限}），请尽快提交。")
_PAPER = _body(
    "您的评审员证书将于{期限}到期。到期后不能承担评审，请及时换证，并把新证书交安全技术部登记。"
)
_PAPERS = _body("有 {件数} 位专家的评审员证书快到期，最早{期限}。请提醒换证并更新专家库。")
_LISTED = _body("有 {件数} 条挂牌督办的重大不符合项还没有销号，最近的时限是{期限}。")
_LOOK = _body("有 {件数} 条已销号的不符合项该“回头看”了，最早应于{期限}。")
_TERM = _body("有 {件数} 项办理时限已经逾期，最早应于{期限}办结，请尽快处理。")
_TERM_UP = _body("有 {件数} 项办理时限逾期多日仍未办结，最早应于{期限}办结。请督促经办人处理。")

_BOTH = ["portal", "email"]
_ROWS: tuple[tuple[str, str, RemindOf, int, RemindWhom, str, str], ...] = (
    # code, title, what, days, whom, subject, body
    ("answer-before", "答复期限前 1 天", R.ANSWER, -1, W.EXPERT, "{件数} 项评审委派等您答复", _ANSWER),
    ("answer-day", "答复期限当天", R.ANSWER, 0, W.EXPERT, "今天请答复：{件数} 项评审委派", _ANSWER),
    ("answer-after", "答复期限后 1 天", R.ANSWER, 1, W.EXPERT, "{件数} 项评审委派逾期未答复", _LAPSED),
    ("report-3", "交稿期限前 3 天", R.REPORT, -3, W.EXPERT, "{件数} 份评审报告快到期限", _REPORT),
    ("report-1", "交稿期限前 1 天", R.REPORT, -1, W.EXPERT, "{件数} 份评审报告明天到期", _REPORT),
    ("report-day", "交稿期限当天", R.REPORT, 0, W.EXPERT, "今天请交：{件数} 份评审报告", _REPORT),
    ("report-late", "交稿期限后 2 天", R.REPORT, 2, W.EXPERT, "{件数} 份评审报告已逾期", _REPORT_LATE),
    ("mending-5", "整改期限前 5 天", R.MENDING, -5, W.COMPANY, "{件数} 条不符合项快到整改期限", _MENDING),
    ("mending-1", "整改期限前 1 天", R.MENDING, -1, W.COMPANY, "{件数} 条不符合项明天到期", _MENDING),
    ("mending-day", "整改期限当天", R.MENDING, 0, W.COMPANY, "今天到期：{件数} 条不符合项", _MENDING),
    ("car-2", "出发前 2 天：公务用车", R.CAR, -2, W.OFFICER, "{件数} 次现场工作的用车还没办妥", _CAR),
    ("supplies-1", "出发前 1 天：物资", R.SUPPLIES, -1, W.GENERAL, "明天出发：物资还没备好", _SUPPLIES),
    ("supplies-1-officer", "出发前 1 天：物资（经办人）", R.SUPPLIES, -1, W.OFFICER,
     "明天出发：物资还没备好", _SUPPLIES),
    ("health-day", "当天：行程和健康声明", R.HEALTH, 0, W.EXPERT, "出发前请交行程和健康声明", _HEALTH),
    ("health-day-officer", "当天：行程和健康文件", R.HEALTH, 0, W.OFFICER,
     "今天的现场工作还缺文件", _HEALTH),
    ("grade-180", "等级到期前 180 天", R.GRADE, -180, W.COMPANY, "标准化等级将于{期限}到期", _GRADE),
    ("grade-90", "等级到期前 90 天", R.GRADE, -90, W.COMPANY, "标准化等级将于{期限}到期", _GRADE),
    ("grade-30", "等级到期前 30 天", R.GRADE, -30, W.COMPANY, "标准化等级将于{期限}到期", _GRADE),
    ("self-60", "年度自评前 60 天", R.SELF_REVIEW, -60, W.COMPANY, "年度自评期限{期限}", _SELF),
    ("self-30", "年度自评前 30 天", R.SELF_REVIEW, -30, W.COMPANY, "年度自评期限{期限}", _SELF),
    ("self-day", "年度自评当天", R.SELF_REVIEW, 0, W.COMPANY, "今天到期：年度自评", _SELF),
    ("self-late", "年度自评后 30 天", R.SELF_REVIEW, 30, W.COMPANY, "年度自评已逾期", _SELF_LATE),
    ("paper-90", "评审员证书到期前 90 天", R.CERTIFICATE, -90, W.EXPERT,
     "评审员证书将于{期限}到期", _PAPER),
    ("paper-30", "评审员证书到期前 30 天", R.CERTIFICATE, -30, W.EXPERT,
     "评审员证书将于{期限}到期", _PAPER),
    ("paper-30-officer", "专家证书到期前 30 天", R.CERTIFICATE, -30, W.OFFICER,
     "{件数} 位专家的证书快到期", _PAPERS),
    ("listed-weekly", "挂牌督办每周", R.LISTED, 7, W.COMPANY, "挂牌督办：{件数} 条未销号", _LISTED),
    ("listed-weekly-officer", "挂牌督办每周（经办人）", R.LISTED, 7, W.OFFICER,
     "挂牌督办：{件数} 条未销号", _LISTED),
    ("look-day", "回头看当天", R.LOOK_BACK, 0, W.OFFICER, "{件数} 条不符合项该回头看", _LOOK),
    ("term-1", "办理时限逾期 1 个工作日", R.TERM, 1, W.OFFICER, "{件数} 项办理时限已逾期", _TERM),
    ("term-3", "办理时限逾期 3 个工作日", R.TERM, 3, W.APPROVER,
     "{件数} 项办理时限逾期 3 个工作日", _TERM_UP),
    ("term-5", "办理时限逾期 5 个工作日", R.TERM, 5, W.DECIDER,
     "{件数} 项办理时限逾期 5 个工作日", _TERM_UP),
)  # fmt: skip
_WEEK = 7


def install() -> None:
    """Idempotent: a row that is there already is left as staff have it."""
    for code, title, what, days, whom, subject, body in _ROWS:
        ReviewReminderRule.objects.get_or_create(
            code=code,
            defaults={
                "title": title,
                "what": what,
                "days": days,
                "every": _WEEK if what == R.LISTED else None,
                "whom": whom,
                "channels": _BOTH,
                "subject": subject,
                "body": body,
                "active": True,
                "switched_on_at": clock.now(),
            },
        )
