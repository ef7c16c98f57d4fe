"""Theory and skill: two people write the marks down without seeing each other's. What agrees is
decided; what differs, a third person settles with a reason. Then the sitting is locked."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from training.assessment import panel, sittings
from training.assessment.arithmetic import Written
from training.enums import ExamPart, Outcome
from training.models import MarkEntry, Place, Sitting
from training.rules import may_enter_marks, may_settle_marks

_FORBIDDEN = "您没有权限登录成绩。请由教育培训部办理。"


class Turn(StrEnum):
    """What one person can do now about one place."""

    FIRST = "first"
    SECOND = "second"
    OWN = "own"
    """Wrote it down already, and may still correct it: nobody has written the second one."""
    WAIT = "wait"
    """Wrote one of the two; the other, or a third person, is awaited."""
    DIFFER = "differ"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Line:
    """A place in the eyes of one person. ``own`` is what they wrote, never what the other did."""

    place: Place
    turn: Turn
    own: MarkEntry | None

    @property
    def writable(self) -> bool:
        return self.turn in (Turn.FIRST, Turn.SECOND, Turn.OWN)


@dataclass(frozen=True, slots=True)
class Entered:
    first: int
    agreed: int
    differing: int


def lines(sitting: Sitting, user: User) -> list[Line]:
    """By seat; two queries."""
    places = sitting.places.select_related("enrolment__trainee").prefetch_related("entries")
    return [_line(place, user) for place in places]


def _line(place: Place, user: User) -> Line:
    entries = {entry.turn: entry for entry in place.entries.all()}
    own = next((entry for entry in entries.values() if entry.entered_by_id == user.pk), None)
    if place.outcome is not None:
        turn = Turn.DECIDED
    elif len(entries) >= 2:
        turn = Turn.DIFFER
    elif own:
        turn = Turn.OWN
    else:
        turn = Turn.SECOND if entries else Turn.FIRST
    return Line(place, turn, own)


@transaction.atomic
def enter(sitting: Sitting, written: Mapping[int, Written], *, by: User) -> Entered:
    """By the place's key. Whoever comes to a place first writes the first entry, another person the
    second; nobody both. All or nothing.

    Raises Refused: locked, a review (which the panel marks), a place that isn't here or is decided.
    """
    row = _begun(sitting, by)
    known = {line.place.pk: line for line in lines(row, by)}
    if any(key not in known for key in written):
        raise Refused("提交的考位不在这一场。请刷新页面后重新登录。")
    # A grid comes back whole: what one wrote oneself and left as it was is nothing new.
    told = [(known[key], text) for key, text in written.items() if not _same(known[key], text)]
    if stale := [line for line, _ in told if not line.writable]:
        raise Refused(f"{stale[0].place}已经登录完两遍，不能再改。请刷新页面看最新状态。")
    agreed = sum([_write(line, text, by=by) for line, text in told])
    turns = Counter(line.turn for line, _ in told)
    if told:
        changed = "、".join(line.place.number for line, _ in told if line.turn == Turn.OWN)
        audit.record(
            row,
            "登录成绩",
            by=by,
            after={
                "第一遍": turns[Turn.FIRST],
                "第二遍": turns[Turn.SECOND],
                "一致": agreed,
                **({"改动自己的登录": changed} if changed else {}),
            },
            about=row.training_class,
        )
    return Entered(turns[Turn.FIRST] + turns[Turn.OWN], agreed, turns[Turn.SECOND] - agreed)


def _begun(sitting: Sitting, by: User) -> Sitting:
    if not may_enter_marks(by):
        raise Refused(_FORBIDDEN)
    row = sittings.locked(sitting)
    if row.part == ExamPart.REVIEW:
        raise Refused("综合评审由评审组评分，请在评审页登录。")
    if row.at > clock.now():
        raise Refused("这一场还没有开始，不能登录成绩。")
    return row


def _same(line: Line, told: Written) -> bool:
    return line.own is not None and _as_written(line.own) == told


def _write(line: Line, told: Written, *, by: User) -> bool:
    """Whether the place is decided by it."""
    entry = line.own or MarkEntry(
        place=line.place, turn=1 if line.turn == Turn.FIRST else 2, entered_by=by
    )
    entry.outcome, entry.mark, entry.note = told.outcome, told.mark, told.note
    entry.entered_at = clock.now()
    entry.save()
    if line.turn != Turn.SECOND:
        return False
    first = line.place.entries.all()[0]
    if not _as_written(first).agrees(told):
        return False
    notes = dict.fromkeys(note for note in (first.note, told.note) if note)
    _decide(line.place, Written(told.outcome, told.mark, "；".join(notes)[:500]))
    return True


def _as_written(entry: MarkEntry) -> Written:
    return Written(entry.outcome, entry.mark, entry.note)


def _decide(place: Place, told: Written) -> None:
    place.outcome, place.mark, place.note = told.outcome, told.mark, told.note
    place.save(update_fields=["outcome", "mark", "note"])


def differing(sitting: Sitting) -> list[Place]:
    """Places whose two entries aren't the same, with both."""
    rows = sitting.places.filter(outcome__isnull=True, entries__turn=2)
    return list(
        rows.select_related("enrolment__trainee", "sitting").prefetch_related("entries__entered_by")
    )


@transaction.atomic
def settle(place: Place, told: Written, *, by: User, reason: str) -> None:
    """A third person looks at the paper. Raises Refused: not differing, or one of the two."""
    if not may_settle_marks(by):
        raise Refused("您没有权限裁定成绩。请由教育培训部的第三位同事或秘书长办理。")
    sitting = sittings.locked(place.sitting)
    row = next((each for each in differing(sitting) if each.pk == place.pk), None)
    if row is None:
        raise Refused(f"{place}没有不一致的成绩，不用裁定。请刷新页面看最新状态。")
    if not reason.strip():
        raise Refused("请写明裁定的理由，例如以试卷原件为准。", field="reason")
    if any(entry.entered_by_id == by.pk for entry in row.entries.all()):
        raise Refused("您登录过其中一遍，请由第三位同事裁定。")
    MarkEntry.objects.create(
        place=row,
        turn=3,
        outcome=told.outcome,
        mark=told.mark,
        note=told.note,
        reason=reason.strip(),
        entered_by=by,
        entered_at=clock.now(),
    )
    _decide(row, told)
    first, second = list(row.entries.all())[:2]
    audit.record(
        row,
        "裁定成绩",
        by=by,
        before={"第一遍": worded(first), "第二遍": worded(second)},
        after={"裁定": worded(told)},
        reason=reason,
        about=sitting.training_class,
    )


def worded(told: Written | MarkEntry) -> str:
    return str(told.mark) if told.mark is not None else str(Outcome(told.outcome).label)


@transaction.atomic
def lock(sitting: Sitting, *, by: User) -> Sitting:
    """From here on the database refuses every change. Raises Refused while somebody isn't decided,
    and names them."""
    if not may_enter_marks(by):
        raise Refused("您没有权限锁定成绩。请由教育培训部办理。")
    row = sittings.locked(sitting)
    if not row.places.exists():
        raise Refused("这一场还没有排座，没有成绩可以锁定。")
    if row.part == ExamPart.REVIEW:
        panel.conclude(row, by=by)
    undecided = row.places.filter(outcome__isnull=True).select_related("enrolment__trainee")
    if missing := [str(place) for place in undecided]:
        named = "、".join(missing[:5]) + (f"等 {len(missing)} 人" if len(missing) > 5 else "")
        raise Refused(f"还不能锁定，成绩没有确定：{named}。")
    row.locked_at, row.locked_by = clock.now(), by
    row.save(update_fields=["locked_at", "locked_by"])
    audit.record(
        row, "锁定成绩", by=by, after={"人数": row.places.count()}, about=row.training_class
    )
    return row
