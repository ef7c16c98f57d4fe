"""综合评审: examiners declare from whom they keep away before they are shown anybody; whoever is
recused gives that candidate no mark; the result is the mean of the others'.

A candidate's own are the team, its member company, and the person: an examiner whose employer or
declaration names one of them is recused without anybody having to notice.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from members.arithmetic import company_name
from members.register.entries import save
from training.assessment import sittings, standards
from training.assessment.arithmetic import Written, mean
from training.enums import ExamPart, Outcome
from training.models import PanelMark, PanelMember, PanelRecusal, Place, Sitting
from training.rules import Actor, may_enter_marks, may_run_classes

_FORBIDDEN = "您没有权限办理评审组。请由教育培训部办理。"
_ELSEWHERE = "提交的评分不在这一场。请刷新页面后重新登录。"
_LINES = re.compile(r"[\n、，,；;]+")


@transaction.atomic
def add(sitting: Sitting, *, name: str, employer: str, title: str = "", by: Actor) -> PanelMember:
    if not may_run_classes(by):
        raise Refused(_FORBIDDEN)
    row = _review(sitting)
    member = PanelMember(
        sitting=row, name=name.strip(), employer=employer.strip(), title=title.strip()
    )
    save(member)
    audit.record(
        member,
        "加入评审组",
        by=by,
        after={"姓名": member.name, "工作单位": member.employer},
        about=row.training_class,
    )
    return member


@transaction.atomic
def declare(member: PanelMember, *, interests: str, by: Actor) -> int:
    """The examiner's word, before anybody is shown; how many candidates it takes away. Empty:
    nobody to keep away from. Once only; what comes up later is ``recuse``."""
    if not may_run_classes(by):
        raise Refused(_FORBIDDEN)
    sitting = _review(member.sitting)
    row = PanelMember.objects.select_for_update().get(pk=member.pk)
    if row.declared_at:
        raise Refused(f"{row}已经声明。后来发现的，请在考生那一行登记回避。")
    row.interests, row.declared_at = interests.strip(), clock.now()
    save(row)
    audit.record(
        row,
        "登记回避声明",
        by=by,
        after={"应回避": row.interests or "没有"},
        about=sitting.training_class,
    )
    return match(sitting, by=by)


def match(sitting: Sitting, *, by: Actor) -> int:
    """Recuses who has to be by employer or declaration and isn't yet; how many."""
    if sitting.part != ExamPart.REVIEW:
        return 0
    members = list(sitting.panel.all())
    places = list(_places(sitting)) if members else []
    known = set(PanelRecusal.objects.filter(member__sitting=sitting).values_list("member", "place"))
    found = [
        PanelRecusal(
            member=member,
            place=place,
            reason=reason,
            matched=True,
            recorded_by=by,
            recorded_at=clock.now(),
        )
        for member in members
        for place in places
        if (member.pk, place.pk) not in known and (reason := concern(member, place))
    ]
    PanelRecusal.objects.bulk_create(found)
    return len(found)


def concern(member: PanelMember, place: Place) -> str:
    """Why this examiner has to keep away from this candidate; empty if nothing tells so."""
    team = place.enrolment.team
    own = [team.name, *([team.member.name] if team.member else [])]
    if _among([member.employer], own):
        return "评审员的工作单位就是考生的单位"
    if _among(_LINES.split(member.interests), [*own, place.enrolment.trainee.name]):
        return "评审员声明回避"
    return ""


def _among(told: Iterable[str], own: Iterable[str]) -> bool:
    """The same name, however it is written: place, legal form, spaces and width don't count."""
    return bool(
        {company_name.core(each) for each in told if each.strip()}
        & {company_name.core(each) for each in own}
    )


@transaction.atomic
def recuse(member: PanelMember, place: Place, *, by: Actor, reason: str) -> PanelRecusal:
    """What comes up later. Raises Refused after the mark was given."""
    if not may_run_classes(by):
        raise Refused(_FORBIDDEN)
    sitting = _review(member.sitting)
    if place.sitting_id != sitting.pk:
        raise Refused("这位考生不在这一场。", field="place")
    if not reason.strip():
        raise Refused("请写明回避的理由。", field="reason")
    if member.marks.filter(place=place).exists():
        raise Refused(
            f"{member.name}对{place}已经打分。请先清掉这个分数，再登记回避。", field="place"
        )
    row = PanelRecusal(
        member=member,
        place=place,
        reason=reason.strip(),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    save(row)
    audit.record(
        row,
        "登记评审回避",
        by=by,
        after={"评审员": str(member), "考生": str(place)},
        reason=reason,
        about=sitting.training_class,
    )
    return row


def obstacle(sitting: Sitting) -> str:
    """Why no candidate may be shown or marked yet; empty if they may."""
    rule = standards.panel_rule(sittings.day_of(sitting))
    members = list(sitting.panel.all())
    if len(members) < rule.members:
        return f"评审组至少 {rule.members} 人，现有 {len(members)} 人。"
    if waiting := [each.name for each in members if each.declared_at is None]:
        return f"还没有登记回避声明：{'、'.join(waiting)}。声明之前不显示考生。"
    return ""


Key = tuple[int, int]
"""Member and place."""


@transaction.atomic
def give(
    sitting: Sitting,
    marks: Mapping[Key, Decimal | None],
    *,
    notes: Mapping[int, Written | None] | None = None,
    by: User,
) -> int:
    """The whole sheet as it was signed: marks by member and place, None clears one; ``notes`` by
    place for who was absent, cheated or comes later. How many fields changed.

    Raises Refused: before the declarations, over the full mark, a recused examiner.
    """
    row = _begun(sitting, by)
    places = {each.pk: each for each in _places(row)}
    notes = notes or {}
    _check_marks(row, places, marks)
    if any(pk not in places for pk in notes):
        raise Refused(_ELSEWHERE)
    rows = PanelMark.objects.filter(place__sitting=row)
    known = {(each.member_id, each.place_id): each for each in rows}
    changed = sum([_put(known.get(key), key, mark, by=by) for key, mark in marks.items()])
    changed += sum([_note(places[pk], told) for pk, told in notes.items()])
    if changed:
        audit.record(row, "登录评审评分", by=by, after={"改动": changed}, about=row.training_class)
    return changed


def _begun(sitting: Sitting, by: User) -> Sitting:
    if not may_enter_marks(by):
        raise Refused("您没有权限登录评分。请由教育培训部办理。")
    row = _review(sitting)
    if why := obstacle(row):
        raise Refused(why)
    if row.at > clock.now():
        raise Refused("这一场还没有开始，不能登录评分。")
    return row


def _check_marks(
    row: Sitting, places: Mapping[int, Place], marks: Mapping[Key, Decimal | None]
) -> None:
    members = {each.pk: each for each in row.panel.all()}
    recused = set(PanelRecusal.objects.filter(member__sitting=row).values_list("member", "place"))
    full = standards.pass_mark(row.training_class.level, row.part, sittings.day_of(row)).full
    for key, mark in marks.items():
        if key[0] not in members or key[1] not in places:
            raise Refused(_ELSEWHERE)
        named = f"{members[key[0]].name}对{places[key[1]]}"
        if mark is not None and key in recused:
            raise Refused(f"{named}已经回避，不能打分。")
        if mark is not None and not 0 <= mark <= full:
            raise Refused(f"{named}的评分须在 0 到 {full.normalize():f} 之间。")


def _put(known: PanelMark | None, key: Key, mark: Decimal | None, *, by: User) -> bool:
    if (known.mark if known else None) == mark:
        return False
    if mark is None:
        assert known is not None
        known.delete()
        return True
    row = known or PanelMark(member_id=key[0], place_id=key[1])
    row.mark, row.entered_by, row.entered_at = mark, by, clock.now()
    row.save()
    return True


def _note(place: Place, told: Written | None) -> bool:
    outcome, note = (told.outcome, told.note) if told else (None, "")
    if (place.outcome, place.note) == (outcome, note):
        return False
    place.outcome, place.note = outcome, note
    place.save(update_fields=["outcome", "note"])
    return True


def conclude(sitting: Sitting, *, by: User) -> None:
    """The mean of each candidate's marks. Raises Refused: too few marks, or by whoever entered any
    of them, since the sheet wants a second pair of eyes."""
    if why := obstacle(sitting):
        raise Refused(why)
    if PanelMark.objects.filter(place__sitting=sitting, entered_by=by).exists():
        raise Refused("您登录过这一场的评分，请由另一位同事对照评分表核对后锁定。")
    least = standards.panel_rule(sittings.day_of(sitting)).marks
    for place in _places(sitting).prefetch_related("panel_marks"):
        given = [each.mark for each in place.panel_marks.all()]
        if place.outcome is not None:
            if given:
                raise Refused(f"{place}记为{place.get_outcome_display()}，又有评分，请核对。")
            continue
        if len(given) < least:
            raise Refused(f"{place}只有 {len(given)} 份评分，至少要 {least} 份。")
        place.outcome, place.mark = Outcome.MARKED, mean(given)
        place.save(update_fields=["outcome", "mark"])


def _places(sitting: Sitting) -> QuerySet[Place]:
    return sitting.places.select_related("enrolment__trainee", "enrolment__team__member")


def _review(sitting: Sitting) -> Sitting:
    row = sittings.locked(sitting)
    if row.part != ExamPart.REVIEW:
        raise Refused("只有综合评审的场次有评审组。")
    return row
