"""What secretariat and finance think of an application, each once for each time it is handed in."""

from decimal import Decimal

from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from association.base.money import grouped
from members import register
from members.enums import OpinionSide, ReliefState
from members.models import ReliefApplication, ReliefOpinion
from members.rules import Actor, may_handle_relief, may_review_relief

GIVES = {OpinionSide.SECRETARIAT: may_handle_relief, OpinionSide.FINANCE: may_review_relief}


def given(application: ReliefApplication) -> dict[str, ReliefOpinion]:
    """By side, those on what was handed in last."""
    rows = application.opinions.filter(submission=application.submissions)
    return {row.side: row for row in rows.select_related("given_by")}


def open_to(application: ReliefApplication, user: Actor) -> list[OpinionSide]:
    """The sides for which this person may still speak: never for both."""
    if application.state != ReliefState.ACCEPTED or user is None:
        return []
    known = given(application)
    if any(row.given_by_id == user.pk for row in known.values()):
        return []
    return [side for side, may in GIVES.items() if side not in known and may(user)]


@transaction.atomic
def give(
    application: ReliefApplication, *, side: str, recommends: Decimal, text: str, by: Actor
) -> ReliefOpinion:
    """One side's opinion, in yuan and words; it can't be changed. The sides are two people, whoever
    stands in for whom. Raises Refused.
    """
    side = OpinionSide(side)
    if by is None or not GIVES[side](by):
        raise Refused(f"您没有权限出具{side.label}意见。")
    locked = (
        ReliefApplication.objects.select_for_update(of=("self",))
        .select_related("member", "assessment")
        .get(pk=application.pk)
    )
    if locked.state != ReliefState.ACCEPTED:
        raise Refused(
            f"{locked}现在是“{locked.get_state_display()}”，受理之后、列入议程之前才写意见。"
        )
    if not text.strip():
        raise Refused("请写明意见。", field="text")
    assert locked.asked is not None, "the database wants it"
    if not 0 <= recommends <= locked.asked:
        raise Refused(
            f"建议减免的金额须在 0 和申请的 {grouped(locked.asked)} 元之间；不同意减免填 0。",
            field="recommends",
        )
    opinion = ReliefOpinion(
        application=locked,
        submission=locked.submissions,
        side=side,
        recommends=recommends,
        text=text.strip(),
        given_by=by,
        given_at=clock.now(),
    )
    register.save(opinion)
    audit.record(
        opinion,
        f"出具{side.label}意见",
        by=by,
        after={"建议减免": f"{grouped(recommends)} 元"},
        reason=opinion.text,
        about=locked.member,
    )
    return opinion
