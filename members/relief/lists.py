"""Applications by what has to be done next. Drafts are the member's own and in none of them."""

from django.db.models import Count, F, Q, QuerySet

from members.enums import MotionState, OpinionSide, ReliefState
from members.models import ReliefApplication

Rows = QuerySet[ReliefApplication]


def handed_in() -> Rows:
    """All that the secretariat may know of."""
    return ReliefApplication.objects.filter(submissions__gt=0).select_related(
        "member", "assessment", "motion__meeting"
    )


def to_accept() -> Rows:
    return handed_in().filter(state=ReliefState.SUBMITTED).order_by("submitted_at")


def _advised(wanted: Q) -> Rows:
    """Accepted ones by ``sides``: how many have given their opinion on what was handed in last."""
    accepted = handed_in().filter(state=ReliefState.ACCEPTED)
    return accepted.alias(sides=Count("opinions", _latest())).filter(wanted)


def _latest(**side: str) -> Q:
    return Q(
        opinions__submission=F("submissions"),
        **{f"opinions__{name}": value for name, value in side.items()},
    )


def to_advise(side: OpinionSide | None = None) -> Rows:
    """Those that lack this side's opinion, or any."""
    if side is None:
        return _advised(Q(sides__lt=len(OpinionSide))).order_by("submitted_at")
    lacking = handed_in().filter(state=ReliefState.ACCEPTED)
    own = Count("opinions", _latest(side=side.value))
    return lacking.alias(own=own).filter(own=0).order_by("submitted_at")


def to_place() -> Rows:
    """Both opinions are there, or the body's word can't be carried out (``not_voted_on``): the matter
    was taken off the agenda, or what it granted no longer fits."""
    ready = _advised(Q(sides=len(OpinionSide))).values("pk")
    off = _on_agenda(MotionState.WITHDRAWN).values("pk")
    return (
        handed_in()
        .filter(Q(pk__in=ready) | Q(pk__in=off) | Q(pk__in=_too_much().values("pk")))
        .order_by("submitted_at")
    )


def in_council() -> Rows:
    return _on_agenda(MotionState.OPEN)


def to_settle() -> Rows:
    """The body has decided; the ledger doesn't know yet."""
    decided = _on_agenda(MotionState.CARRIED, MotionState.FAILED)
    return decided.exclude(pk__in=_too_much().values("pk"))


def _too_much() -> Rows:
    """Granted, but relief that came in between left less than that."""
    left = F("assessment__amount") - F("assessment__position__relieved")
    return _on_agenda(MotionState.CARRIED).filter(proposed__gt=left)


def _on_agenda(*states: MotionState) -> Rows:
    rows = handed_in().filter(state=ReliefState.ON_AGENDA, motion__state__in=states)
    return rows.order_by("submitted_at")


def with_member() -> Rows:
    """Sent back: the member has to do something."""
    return handed_in().filter(state=ReliefState.RETURNED).order_by("submitted_at")


def over() -> Rows:
    states = (
        ReliefState.APPROVED,
        ReliefState.PART_APPROVED,
        ReliefState.REJECTED,
        ReliefState.WITHDRAWN,
    )
    return handed_in().filter(state__in=states).order_by("-pk")
