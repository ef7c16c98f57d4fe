"""The demo's review reports: what each expert wrote, the leader's chapters, the stamped paper."""

from dataclasses import dataclass

from django.core.files.base import ContentFile

from association.accounts.models import User
from association.portal.demo import review_day
from standardization import tasks
from standardization.enums import CopyFormat, Duty, KeyAreaKind, PartSubject, ReportKind
from standardization.models import Assignment, Case, ExpertReport, KeyArea, ReportPart
from standardization.reports import copies, drafting, editions, stage, submitting, writing

K = KeyAreaKind


@dataclass(frozen=True, slots=True)
class Words:
    """One leader's way of putting it: no two reports of an organisation are to be alike."""

    conclusion: str
    advice: str
    areas: dict[KeyAreaKind, str]


TELLINGS = (
    Words(
        "企业建立了覆盖各岗位的责任制，双重预防机制能够运转，应急预案经过备案和演练。现场查出的两处"
        "不符合项已按期整改，评审组逐项核对属实。经评分和否决项核查，企业达到申请的等级。",
        "一、把呼吸阀、阻火器和跨接线列入月度检查表，由设备主管签字。二、实验室废液每周清运，"
        "标签写明成分和日期。三、下一年度演练安排一次夜间科目。",
        {
            K.TANKS: "罐组防火堤完好，液位、温度远传到控制室并设高低报警；接地电阻半年检测一次。"
            "评审时发现一处呼吸阀跨接线断开，已更换并复测合格。",
            K.PUMPS: "泵房通风与可燃气体报警联锁，机械密封无渗漏，防爆电机铭牌清晰，巡检两小时一次。",
            K.LOADING: "鹤管设静电接地和溢油联锁，装车前核对车辆证件，作业全程有人监护。",
            K.FIRE_PUMPS: "主备泵每周试运行，双电源切换正常，消防水池液位满足一次火灾用量。",
            K.LABORATORY: "油样当日清理，通风柜风速合格；废液桶已加贴标签，与氧化剂分柜存放。",
        },
    ),
    Words(
        "通过查证资料、询问和查看作业现场，评审组认为该库安全管理体系完整，主要负责人履职到位，"
        "检查、培训与变更均有据可查。提出的问题均已闭环。综合得分与否决项情况，同意推荐定级。",
        "建议尽快完成老旧压力表的更换计划；承包商入场培训应增加考试；可将罐区视频接入值班室大屏，"
        "便于交接班回看。",
        {
            K.TANKS: "浮盘、量油孔和盘梯均做等电位连接，围堰排水阀常闭挂牌。断开的连接线当天恢复，"
            "企业对同类部位举一反三做了排查。",
            K.PUMPS: "离心泵联轴器护罩齐备，地坪不积油，配有两具推车灭火器和吸油毡。",
            K.LOADING: "发油采用定量装车系统，人体静电释放柱有效，紧急切断按钮试验灵敏。",
            K.FIRE_PUMPS: "柴油消防泵启动时间符合设计，泡沫液在有效期内，出水压力记录连续。",
            K.LABORATORY: "化学品台账与实物一致，强酸强碱分区，洗眼器能正常出水，新标签已补齐。",
        },
    ),
    Words(
        "评审组三天内走访全部岗位。企业风险分级清楚，隐患台账有登记、有验收；值守人员熟悉处置程序。"
        "扣分集中在设备细节，整改后不影响总体判断。评审结论：符合申请等级的要求。",
        "今后应重点关注：一是雷雨季节前集中测试接地；二是把外来车辆静电检查写进门岗规程；"
        "三是危险废物转移联单按月归档。",
        {
            K.TANKS: "储罐定期检验在期，消防冷却水环管喷水均匀，雷达液位计年内标定。脱落的跨接铜线"
            "由持证电工重新压接。",
            K.PUMPS: "输油泵区设置洗消用品，进出口阀门开闭标志与流程图对应，应急照明可用。",
            K.LOADING: "货位划线、限速、熄火要求张贴明显，回收油气管路密闭，软管有试压合格证。",
            K.FIRE_PUMPS: "值班员会手动启泵，稳压系统自动补压，室外消火栓开启方向标示清楚。",
            K.LABORATORY: "气瓶固定并远离热源，试剂双人领用；盛装残液的容器更换为带盖塑料桶。",
        },
    ),
)


def reported(case: Case, *, leader: User, clerk: User, telling: int) -> None:
    """Each expert's own, then the leader's, signed; issued by the review organisation's head."""
    words = TELLINGS[telling]
    # The leader hands in first, else nobody's may be judged.
    panel = sorted(stage.panel(case, ReportKind.REVIEW, case.round), key=_leads, reverse=True)
    for own in [_own(row, words) for row in panel]:
        submitting.accept(own, by=clerk if _leads(own.assignment) else leader)
    report = writing.begin(case, ReportKind.REVIEW, by=leader)
    chapters = {"conclusion": words.conclusion, "advice": words.advice}
    areas = {area.pk: writing.Said(words.areas[K(area.kind)]) for area in _areas(case)}
    told = {"overview": report.overview, "process": report.process, **chapters}
    writing.write(report, writing.Written(told, areas), saves=report.saves, by=leader)
    writing.take_over(report, by=leader)
    report.refresh_from_db()
    edition = editions.sign(report, _signature(leader), saves=report.saves, by=leader)
    job = copies.job_of(edition)
    assert job
    tasks.make_report_copies(job.pk)
    with edition.copies.get(format=CopyFormat.PDF).file.content.open("rb") as printed:
        stamped = ContentFile(printed.read(), name="盖章评审报告.pdf")
    editions.issue(report, stamped, by=clerk)


def _leads(row: Assignment) -> bool:
    return row.duty == Duty.LEADER


def _areas(case: Case) -> list[KeyArea]:
    return list(KeyArea.objects.filter(site__cases=case))


def _own(row: Assignment, words: Words) -> ExpertReport:
    """Written heading by heading, with a picture of each key area, and handed in."""
    by = row.expert.user
    assert by
    report = drafting.open_report(row, by=by)
    texts = {part.pk: _text(part, words) for part in report.parts.select_related("key_area")}
    report = drafting.write(report, texts=texts, saves=report.saves, by=by)
    for part in report.parts.filter(key_area__isnull=False):
        shot = review_day.picture(f"{part.key_area_id}-{row.pk}", (190, 200, 205))
        report = drafting.illustrate(part, upload=shot, by=by)
    submitting.submit(report, saves=report.saves, signature=_signature(by), by=by)
    return report


def _text(part: ReportPart, words: Words) -> str:
    if part.subject == PartSubject.KEY_AREA and part.key_area:
        return words.areas[K(part.key_area.kind)]
    said = {PartSubject.SUMMARY: words.conclusion, PartSubject.ADVICE: words.advice}
    told = said.get(PartSubject(part.subject))
    return told or f"{part.title}：查阅记录并询问岗位人员，做法与制度一致。"


def _signature(who: User) -> "ContentFile[bytes]":
    return review_day.picture(who.name, (255, 255, 255))
