"""The demo's standing council: 45 delegates, a meeting that decided, a vote that is open."""

from datetime import date, timedelta

from django.core.files.base import ContentFile

from association.accounts.models import User
from association.base import clock, files, pdf
from association.portal.demo.cast import CHAIRS, DELEGATES
from members.enums import MotionKind, Vote
from members.governance import ballots, meetings, motions, seats
from members.models import Body, BodyTerm, Meeting, Member, Representative, Resolution, Seat


def seated(members: list[Member], agents: list[Representative], *, by: User) -> BodyTerm:
    """The third standing council, two years old. Some sit for companies of the demo, and of these
    two sign in."""
    body = Body.objects.get(kind=Resolution.Body.STANDING_COUNCIL)
    start = date(clock.today().year - 2, 1, 8)
    users = {agent.member_id: agent.user for agent in agents}
    with clock.at(start):
        term = seats.begin(body, title="第三届", start=start, by=by)
    for serial, name in enumerate(DELEGATES):
        company = members[CHAIRS[serial]] if serial < len(CHAIRS) else None
        user = users.get(company.pk) if company else None
        seats.enter(
            term,
            name=str(user) if user else name,
            title="常务理事",
            member=company,
            user=user,
            by=by,
        )
    return term


def decided(term: BodyTerm, *, year: int, by: User, head: User) -> Resolution:
    """The relief of the year, as 31 of 45 decided it in a room."""
    meeting = meetings.call(
        term,
        title=f"第三届常务理事会 {year} 年第一次会议",
        mode="on_site",
        held_on=clock.today(),
        place="联合会会议室",
        on_site_reason="年度会费减免须当面讨论",
        head_count=35,
        by=by,
    )
    motion = motions.put(
        meeting,
        title=f"关于减免部分会员单位 {year} 年度会费的决议",
        text="为支持会员单位稳定经营，民营企业和社会组织会员免缴本年度会费；"
        f"其余会员的缴费期限延至 {year} 年 12 月 31 日。",
        kind=MotionKind.RELIEF,
        by=by,
    )
    meetings.record_attendance(meeting, present=list(term.seats.all()[:31]), by=by)
    meetings.open(meeting, by=by)
    motions.count(motion, in_favour=29, against=1, abstained=1, by=by)
    resolution = motions.decide(motion, number=f"演示决议〔{year}〕3 号", by=head)
    meetings.close(meeting, by=by)
    assert resolution is not None
    return resolution


def asked(term: BodyTerm, applicant: Member, *, by: User) -> Meeting:
    """A vote by correspondence that is open for a week, with a paper; one delegate has voted."""
    deadline = (clock.now() + timedelta(days=7)).replace(hour=17, minute=0, second=0, microsecond=0)
    year = clock.today().year
    meeting = meetings.call(
        term,
        title=f"第三届常务理事会 {year} 年第二次通讯表决",
        held_on=clock.today(),
        deadline=deadline,
        by=by,
    )
    paper = pdf.render("demo/motion.html", {"applicant": applicant.name, "year": year})
    motions.put(
        meeting,
        title=f"关于{applicant.name}减收 {year} 年度会费的议案",
        text=f"同意{applicant.name} {year} 年度会费减收 50%。",
        kind=MotionKind.RELIEF,
        member=applicant,
        paper=files.keep(ContentFile(paper, "减收会费申请及审核意见（演示）.pdf"), by=by),
        by=by,
    )
    motions.put(
        meeting,
        title=f"关于开展 {year + 1} 年度隐患排查互助的议案",
        text=f"同意 {year + 1} 年组织会员单位分片互查，秘书处制定方案后实施。",
        by=by,
    )
    meetings.open(meeting, by=by)
    _first_ballot(meeting)
    return meeting


def _first_ballot(meeting: Meeting) -> None:
    """Whoever of the delegates signs in and isn't the last of them has voted already."""
    early = Seat.objects.filter(attendances__meeting=meeting, user__isnull=False).order_by("pk")[0]
    for motion in meeting.motions.all():
        ballots.cast(motion, early, choice=Vote.IN_FAVOUR, by=early.user)
