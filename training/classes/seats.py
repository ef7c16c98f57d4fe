"""Seats of a class: reserved by teams, held while there are any, waited for in one line.

Every door locks the class first, so that whoever asks at the same moment is served one after the
other. There is one rule for all of them, ``_move_up``: the line goes by number, and whoever stands
in it gets the next free seat unless the company's quota is used up; such a one is passed over and
keeps the place.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from association.base.templatetags.ui import day as said
from members.enums import MemberState
from training.classes import letters
from training.enums import GONE, ClassState, ReservationState
from training.models import QuotaRule, Reservation, Team, TrainingClass
from training.rules import Actor, may_enrol

HELD, WAITING, GIVEN_UP = ReservationState.HELD, ReservationState.WAITING, ReservationState.GIVEN_UP


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request for seats came to; ``over_quota`` says why some wait while seats are free."""

    held: list[Reservation] = field(default_factory=list)
    waiting: list[Reservation] = field(default_factory=list)
    quota: int = 0
    over_quota: bool = False

    @property
    def said(self) -> str:
        parts = [f"已留 {len(self.held)} 个名额。"] if self.held else []
        if self.waiting:
            why = (
                f"本单位在这个班的名额（{self.quota} 个）已用完"
                if self.over_quota
                else "班里的名额已满"
            )
            parts.append(
                f"{len(self.waiting)} 个进入候补：{why}。有空出来的，按先后顺序自动递补并通知您。"
            )
        return "".join(parts)


@transaction.atomic
def reserve(training_class: TrainingClass, *, team: Team, count: int, by: User) -> Outcome:
    """Reserves seats for a team; what can't be held waits in line. Raises Refused.

    Locks the class: fifty requests at once for twenty seats give twenty and thirty.
    """
    row = locked(training_class)
    if not may_enrol(by, team):
        raise Refused("您没有权限替这支队伍预留名额。请由队伍联系人或教育培训部办理。")
    _open(row)
    _sensible(row, team, count)
    now = clock.now()
    made = Reservation.objects.bulk_create(
        [
            Reservation(
                training_class=row, team=team, member_id=team.member_id, state=WAITING, made_by=by,
                made_at=now,
            )
            for _ in range(count)
        ]
    )  # fmt: skip
    mine = {each.pk for each in made}
    moved = _move_up(row)
    held = [each for each in moved if each.pk in mine]
    waiting = [each for each in made if each.pk not in {one.pk for one in held}]
    audit.record(
        row,
        "预留名额",
        by=by,
        after={"队伍": team.name, "已留": len(held), "候补": len(waiting)},
    )
    _promoted(row, [each for each in moved if each.pk not in mine], by=by)
    return Outcome(
        held=held,
        waiting=waiting,
        quota=quota_of(team, clock.today()),
        over_quota=bool(waiting) and free(row) > 0,
    )


@transaction.atomic
def give_up(reservation: Reservation, *, by: Actor, reason: str = "") -> list[Reservation]:
    """Gives a seat or a place in the line back; answers who moved up instead. Raises Refused while
    somebody sits on it: they leave first."""
    row = locked(reservation.training_class)
    current = Reservation.objects.select_related("team").get(pk=reservation.pk)
    if by is not None and not may_enrol(by, current.team):
        raise Refused("您没有权限放弃这支队伍的名额。请由队伍联系人或教育培训部办理。")
    if current.state == GIVEN_UP:
        raise Refused("这个名额已经放弃，请刷新页面。")
    sitting = getattr(current, "enrolment", None)
    if sitting and sitting.state not in GONE:
        raise Refused(f"这个名额上有{sitting.trainee}，请先为他办理退出，再放弃名额。")
    before = ReservationState(current.state)
    current.state = GIVEN_UP
    current.save(update_fields=["state"])
    reservation.state = GIVEN_UP
    audit.record(
        row,
        "放弃名额",
        by=by,
        before={"名额": before.label},
        after={"名额": GIVEN_UP.label, "队伍": current.team.name},
        reason=reason.strip(),
    )
    return move_up(row, by=by)


@transaction.atomic
def move_up(training_class: TrainingClass, *, by: Actor) -> list[Reservation]:
    """Gives free seats to whoever is next in line, while the class is open for enrolment; answers
    them. Their contacts are told."""
    row = locked(training_class)
    moved = _move_up(row) if row.state == ClassState.ENROLLING else []
    _promoted(row, moved, by=by)
    return moved


def end_line(training_class: TrainingClass) -> int:
    """Nobody waits any more, because the class has begun or was cancelled; how many did."""
    return training_class.reservations.filter(state=WAITING).update(state=GIVEN_UP)


def free(training_class: TrainingClass) -> int:
    """Never below zero."""
    held = training_class.reservations.filter(state=HELD).count()
    return max(0, training_class.seats - held)


def line(training_class: TrainingClass) -> QuerySet[Reservation]:
    """Who waits, the first in line first."""
    rows = training_class.reservations.filter(state=WAITING)
    return rows.select_related("team", "member").order_by("pk")


def held_by(team: Team, classes: Iterable[TrainingClass]) -> Counter[int]:
    """Seats in each of these classes that count in the quota of this team: of the whole company
    where it belongs to one."""
    rows = Reservation.objects.filter(training_class__in=classes, state=HELD)
    mine = rows.filter(member=team.member_id) if team.member_id else rows.filter(
        member__isnull=True, team=team
    )  # fmt: skip
    return Counter(mine.values_list("training_class", flat=True))


def quota_of(team: Team, on: date) -> int:
    """Seats of one class that the team's company may hold, by the rule of the day on which they are
    reserved; the bonus is for active members. Raises Refused if there is no rule yet."""
    rule = _rule(_rules(), on)
    return rule.base + (rule.bonus if _active(team) else 0)


def _rules() -> list[QuotaRule]:
    return list(QuotaRule.objects.order_by("-since"))


def _rule(rules: Sequence[QuotaRule], on: date) -> QuotaRule:
    """The latest that holds on the day."""
    found = next((rule for rule in rules if rule.since <= on), None)
    if found is None:
        raise Refused(f"{said(on)}还没有施行的名额办法。请教育培训部在“名额办法”里登记。")
    return found


def _active(team: Team) -> bool:
    return team.member is not None and team.member.state == MemberState.ACTIVE


def locked(training_class: TrainingClass) -> TrainingClass:
    return TrainingClass.objects.select_for_update().get(pk=training_class.pk)


def _open(row: TrainingClass) -> None:
    today = clock.today()
    if row.state != ClassState.ENROLLING:
        raise Refused(f"{row}现在是“{row.get_state_display()}”，不在报名中，不能预留名额。")
    if today < row.enrol_from:
        raise Refused(f"{row}从{said(row.enrol_from)}开始报名，请到时再来。")
    if today > row.enrol_until:
        raise Refused(
            f"{row}的报名已于{said(row.enrol_until)}截止。要延长的，请教育培训部修改报名截止日期。"
        )


def _sensible(row: TrainingClass, team: Team, count: int) -> None:
    if not team.active:
        raise Refused(f"{team}已停用，不能再预留名额。请联系教育培训部。")
    if not 1 <= count <= row.seats:
        raise Refused(
            f"个数须在 1 到 {row.seats} 之间，这个班一共 {row.seats} 个名额。", field="count"
        )


def _move_up(row: TrainingClass) -> list[Reservation]:
    """Fills the free seats from the line and answers who got one. The class is locked."""
    left = free(row)
    if not left:
        return []
    rules = _rules()
    used = Counter(
        _holder(each) for each in row.reservations.filter(state=HELD).only("member_id", "team_id")
    )
    moved: list[Reservation] = []
    for each in line(row):
        if len(moved) == left:
            break
        rule = _rule(rules, each.made_at.astimezone(clock.TZ).date())
        bonus = each.member and each.member.state == MemberState.ACTIVE
        if used[_holder(each)] < rule.base + (rule.bonus if bonus else 0):
            used[_holder(each)] += 1
            each.state, each.held_at = HELD, clock.now()
            moved.append(each)
    Reservation.objects.bulk_update(moved, ["state", "held_at"])
    return moved


def _holder(reservation: Reservation) -> tuple[str, int]:
    """In whose quota it counts."""
    if reservation.member_id:
        return "member", reservation.member_id
    return "team", reservation.team_id


def _promoted(row: TrainingClass, moved: Sequence[Reservation], *, by: Actor) -> None:
    for team, count in Counter(each.team for each in moved).items():
        audit.record(row, "候补转为已留名额", by=by, after={"队伍": team.name, "个数": count})
    letters.promoted(row, moved)
