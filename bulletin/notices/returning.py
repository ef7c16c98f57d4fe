"""A member's answer: begun, kept, signed, opened again by its users, or by the desk in their place.

What comes after its day is taken, and marked late.
"""

from collections.abc import Mapping

from django.core.files.base import File
from django.db import transaction

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.questionnaires import writing
from association.questionnaires.asking import Raw
from association.questionnaires.models import Question, ResponseFile
from bulletin.enums import NoticeState
from bulletin.models import Due, Notice, Return
from bulletin.notices.audience import addressed
from bulletin.rules import may_report, may_write_return
from members.models import Member


@transaction.atomic
def begin(due: Due, *, member: Member, by: User | None) -> Return:
    """The member's answer to this due date, opened if there is none yet. Raises Refused: not theirs,
    not asked for, withdrawn."""
    if not may_report(by, member):
        raise Refused("您不是这家会员单位的用户，不能替它报送。")
    notice = Notice.objects.select_for_update(of=("self",)).get(forms__dues=due)
    if row := Return.objects.filter(due=due, member=member).first():
        return row
    if notice.state != NoticeState.PUBLISHED:
        raise Refused(f"通知{notice.get_state_display()}，不再报送。")
    if not addressed(notice).filter(pk=member.pk).exists():
        raise Refused(f"这份通知没有发给{member}，不用报送。")
    response = writing.begin(due.form.questionnaire, by=by)
    return Return.objects.create(due=due, member=member, response=response)


class ReportPen(writing.Pen):
    """Asks at each stroke whether it may still be written. Raises Refused."""

    def __init__(self, row: Return, by: User | None) -> None:
        super().__init__(row.response, by, about=row)
        self.row = row

    @transaction.atomic
    def keep(self, *, values: Mapping[str, Raw], saves: int) -> None:
        self._ask()
        super().keep(values=values, saves=saves)

    @transaction.atomic
    def sign(self) -> None:
        locked = self._ask()
        super().sign()
        if locked.handed_in_at is None:
            locked.handed_in_at = clock.now()
            locked.save(update_fields=["handed_in_at"])
        self.row.refresh_from_db()

    @transaction.atomic
    def attach(self, question: Question, *, upload: "File[bytes]") -> None:
        self._ask()
        super().attach(question, upload=upload)

    @transaction.atomic
    def drop(self, row: ResponseFile) -> None:
        self._ask()
        super().drop(row)

    def _ask(self) -> Return:
        return _writable(self.row, by=self.by)


@transaction.atomic
def reopen(row: Return, *, by: User | None, reason: str = "") -> Return:
    """To be corrected and signed once more; who hands in for the member says why. Raises Refused."""
    _writable(row, by=by)
    writing.reopen(row.response, by=by, reason=reason, about=row)
    return row


def _writable(row: Return, *, by: User | None) -> Return:
    locked = Return.objects.select_for_update(of=("self",)).select_related("member").get(pk=row.pk)
    if not may_write_return(by, locked):
        raise Refused("您不是这家会员单位的用户，不能替它报送。")
    state = Notice.objects.values_list("state", flat=True).get(forms__dues__returns=row)
    if state != NoticeState.PUBLISHED:
        raise Refused(f"通知{NoticeState(state).label}，不再报送。已经报的照原样保存。")
    return locked
