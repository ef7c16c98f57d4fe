"""The office's register against ours: what is wrong, what is twice, what would become of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import blake2b

from django.conf import settings
from django.db.models import QuerySet

from association.base.errors import Refused
from association.base.money import grouped
from members.arithmetic.proration import first_year_dues
from members.arithmetic.tier import fee_tier
from members.dues import tariff
from members.enums import MemberState, Position
from members.imports import columns
from members.imports.book import STEP, Book, Progress
from members.imports.differences import Change, compare, known_on
from members.imports.rows import Code, Draft, Remark, Wrong
from members.models import FeeStandard, Member
from members.register.standing import standing

GONE = frozenset({MemberState.WITHDRAWN, MemberState.EXPELLED, MemberState.LAPSED})


@dataclass(frozen=True, slots=True)
class Duplicate:
    row: int
    of: int


@dataclass(slots=True)
class Check:
    """``unchanged`` counts valid rows that say what the register says, or may not change it."""

    book: Book
    wrong: list[Wrong]
    remarks: list[Remark]
    duplicates: list[Duplicate] = field(default_factory=list)
    created: list[Draft] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0

    @property
    def valid(self) -> int:
        return len(self.created) + len(self.changed) + self.unchanged

    @property
    def rows(self) -> int:
        return self.valid + len(self.wrong) + len(self.duplicates)

    def actions(self) -> list[str]:
        """A short mark of everything that writing would do, to tell whether it was shown."""
        created = [_mark(draft.credit_code) for draft in self.created]
        return created + [_mark(c.member.pk, c.described) for c in self.changed]


def _mark(*facts: object) -> str:
    return blake2b(repr(facts).encode(), digest_size=6).hexdigest()


def check(
    book: Book, *, lock: bool = False, progress: Progress = lambda done, total: None
) -> Check:
    """Judges every row that can be read. The first valid row of a code wins.

    With ``lock``, within a transaction, nobody else changes these members until it ends.
    """
    judge = _Judge(book, lock=lock)
    for done, draft in enumerate(book.drafts, start=1):
        judge.hear(draft)
        if done % STEP == 0:
            progress(done, len(book.drafts))
    judge.look_for_namesakes()
    judge.found.wrong.sort(key=lambda wrong: wrong.row)
    judge.found.remarks.sort(key=lambda remark: remark.row)
    return judge.found


class _Judge:
    def __init__(self, book: Book, *, lock: bool) -> None:
        self.book = book
        self.found = Check(book, list(book.wrong), list(book.remarks))
        self.members = _known(book.drafts, lock=lock)
        self.owners = _owners(book.drafts)
        self.fees = _Fees(book.year)
        self.first: dict[str, int] = {}
        self.foreign_numbers = False

    def hear(self, draft: Draft) -> None:
        if draft.credit_code in self.first:
            self.found.duplicates.append(Duplicate(draft.row, self.first[draft.credit_code]))
            return
        member = self.members.get(draft.credit_code)
        wrong = self._number(draft, member) or self._newcomer(draft, member)
        if wrong:
            self.found.wrong.append(wrong)
            return
        self.first[draft.credit_code] = draft.row
        self._look_at_fee(draft, member)
        if member is None:
            self._enter(draft)
        else:
            self._meet(draft, member)

    def look_for_namesakes(self) -> None:
        """A new code under a known name is as often a mistyped code as a new member."""
        rows = {draft.name: draft for draft in self.found.created}
        for name, number in Member.objects.filter(name__in=rows).values_list("name", "number"):
            self._remark(rows[name], "name", f"与会员 {number} 同名而代码不同，请核对是否同一家")

    def _number(self, draft: Draft, member: Member | None) -> Wrong | None:
        if not draft.number or (member and member.number == draft.number):
            return None
        if not re.fullmatch(rf"{re.escape(settings.MEMBER_NUMBER_PREFIX)}-\d+-\d+", draft.number):
            if not self.foreign_numbers:
                self.foreign_numbers = True
                self._remark(draft, "number", "这一列不是本系统的会员编号，整列没有采用")
            return None
        owner = self.owners.get(draft.number)
        if member:
            problem = (
                f"编号 {draft.number} 与统一社会信用代码不符：这个代码的会员是 {member.number}"
            )
        elif owner:
            problem = (
                f"编号 {draft.number} 是“{owner}”，登记的统一社会信用代码与这一行不同。"
                "代码不由名册更改，请在会员页上办理"
            )
        else:
            problem = f"没有编号为 {draft.number} 的会员。编号由系统给出，新会员请把这一格留空"
        return self._wrong(draft, "number", Code.CODE, problem)

    def _newcomer(self, draft: Draft, member: Member | None) -> Wrong | None:
        if member:
            return None
        if not draft.organisation_type:
            return self._wrong(draft, "organisation_type", Code.TYPE, "单位类型没有填写")
        if draft.state in MemberState.values and draft.state != MemberState.ACTIVE:
            state = MemberState(draft.state).label
            problem = f"名册写的是“{state}”，登记里没有这一家，不能作为在册会员登记"
            return self._wrong(draft, "state", Code.TYPE, problem)
        return None

    def _enter(self, draft: Draft) -> None:
        if draft.mobile and not draft.contact:
            self._remark(draft, "contact", "填了手机，没有填联系人，没有采用，请补上姓名")
        if draft.state and draft.state != MemberState.ACTIVE:
            self._remark(draft, "state", f"“{draft.state}”不是会籍，没有采用")
        self.found.created.append(draft)

    def _meet(self, draft: Draft, member: Member) -> None:
        if self._stays_gone(draft, member):
            self.found.unchanged += 1
            return
        change, left = compare(member, draft, self.book.day)
        for name, sentence in left:
            self._remark(draft, name, sentence)
        if change:
            self.found.changed.append(change)
        else:
            self.found.unchanged += 1

    def _stays_gone(self, draft: Draft, member: Member) -> bool:
        """Whether the membership is over: no import revives it, nor rewrites who it was."""
        state = MemberState(member.state)
        if draft.state and draft.state != state:
            written = dict(MemberState.choices).get(draft.state, draft.state)
            sentence = f"名册写的是“{written}”，登记是“{state.label}”；会籍变动请在会员页上办理"
            self._remark(draft, "state", sentence)
        elif state in GONE and not draft.state:
            sentence = f"会员 {member.number} {state.label}，没有改动；重新入会请在会员页上办理"
            self._remark(draft, "name", sentence)
        return state in GONE

    def _look_at_fee(self, draft: Draft, member: Member | None) -> None:
        """A fee is judged by the seat on 1 January: a book of another day says nothing of it."""
        if draft.fee is None or self.book.day != date(self.book.year, 1, 1):
            return
        at = known_on(self.book.day, draft, member)
        due = self.fees.due(draft.position or _seat(member, at), draft)
        if due is not None and due != draft.fee:
            sentence = (
                f"写的是 {grouped(draft.fee)} 元，按会费标准应为 {grouped(due)} 元，以标准为准"
            )
            self._remark(draft, "fee", sentence)

    def _title(self, name: str) -> str:
        return self.book.titles.get(name) or columns.BY_FIELD[name].shown

    def _remark(self, draft: Draft, name: str, sentence: str) -> None:
        self.found.remarks.append(Remark(draft.row, self._title(name), sentence))

    def _wrong(self, draft: Draft, name: str, code: Code, problem: str) -> Wrong:
        return Wrong(draft.row, self._title(name), code, problem)


class _Fees:
    """What the published standard of the year asks; nothing where there is none."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.standard: FeeStandard | None = None
        self.amounts: Mapping[str, Decimal] = {}
        try:
            self.standard = tariff.standard_for(year)
        except Refused:
            return
        self.amounts = {line.tier: line.amount for line in self.standard.lines.all()}

    def due(self, position: str, draft: Draft) -> Decimal | None:
        amount = self.amounts.get(fee_tier([position]))
        if self.standard is None or amount is None:
            return None
        if draft.joined_on and draft.joined_on.year > self.year:
            return None
        return first_year_dues(
            amount, rule=self.standard.proration, joined_on=draft.joined_on, year=self.year
        )


def _seat(member: Member | None, day: date) -> str:
    term = standing(member, day).term if member else None
    return term.position if term else Position.MEMBER


def _known(drafts: Iterable[Draft], *, lock: bool) -> dict[str, Member]:
    """By code, with histories and contacts fetched; in one order, so that two can't deadlock."""
    members: QuerySet[Member] = Member.objects.filter(
        credit_code__in=[draft.credit_code for draft in drafts]
    ).order_by("pk")
    if lock:
        members = members.select_for_update()
    fetched = members.prefetch_related("organisation_types", "position_terms", "contacts")
    return {member.credit_code: member for member in fetched}


def _owners(drafts: Iterable[Draft]) -> dict[str, str]:
    numbers = [draft.number for draft in drafts if draft.number]
    found = Member.objects.filter(number__in=numbers).values_list("number", "name")
    return dict(found) if numbers else {}
