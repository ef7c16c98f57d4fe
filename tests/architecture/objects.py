"""What the addresses of the access table are about. Each call makes or finds it, and names it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from association.accounts import deputies, passwords
from association.accounts.models import ApiToken, Deputy
from association.base import clock, files, outbox
from association.base.models import Job, OutboxRow, StoredFile
from members.enums import RepresentativeRole
from members.governance import meetings, motions
from members.models import (
    Assessment,
    CarriedCredit,
    Certificate,
    ChangeRequest,
    Contact,
    DiscountPolicy,
    DuesPosition,
    Extension,
    FiscalReceipt,
    Invitation,
    Meeting,
    Member,
    Motion,
    OrganisationTypeRecord,
    Payment,
    Refund,
    RegisterImport,
    ReliefApplication,
    ReliefPolicy,
    ReminderRule,
    Representative,
    Seat,
    Service,
    ServiceOrder,
    TransferVoucher,
)
from members.payments import credits, receipts
from members.register import certificates, representatives
from members.relief import decisions
from tests.factories import (
    accounts,
    api,
    cast,
    dues,
    governance,
    members,
    orders,
    papers,
    payments,
    people,
    relief,
)

Named = Mapping[str, Any]
ABSENT = 2_000_000_000


def key(row: Any) -> Named:
    return {"pk": row.pk}


def paper() -> StoredFile:
    return files.keep(papers.licence("证明.pdf"), by=None)


def contact(company: str) -> Contact:
    of = cast.company(company)
    return of.contacts.first() or members.contact(of)


def change(company: str) -> ChangeRequest:
    of = cast.company(company)
    return of.change_requests.first() or ChangeRequest.objects.create(
        member=of,
        changes={"name": [of.name, "北京新名称有限公司"]},
        evidence=paper(),
        requested_by=cast.person(f"{company}_admin"),
        requested_at=clock.now(),
    )


def representative(company: str) -> Representative:
    """One more of the company's people, beside its administrator."""
    of = cast.company(company)
    return members.representative(of, role=RepresentativeRole.AGENT)


def invitation(company: str) -> Invitation:
    return _invited(company)[0]


def token() -> str:
    return _invited("antai")[1]


def _invited(company: str) -> tuple[Invitation, str]:
    return representatives.invite(
        cast.company(company),
        by=cast.person(f"{company}_admin"),
        name="钟晚",
        mobile=people.mobile(),
        role=RepresentativeRole.AGENT,
    )


def password_key() -> str:
    return passwords.issue_link(accounts.user("柏舟"), by=cast.person("general"))


def deputy() -> Deputy:
    """郑涛 stands in for 贺敏 this week."""
    principal = cast.person("finance")
    return principal.deputies.first() or deputies.appoint(
        principal=principal,
        deputy=cast.person("reader"),
        role=principal.groups.get(),
        start=clock.today(),
        end=clock.today(),
        reason="出差",
        by=cast.person("general"),
    )


def api_token() -> ApiToken:
    return ApiToken.objects.first() or api.issued()[0]


def type_record(company: str) -> OrganisationTypeRecord:
    row = cast.company(company).organisation_types.get()
    row.evidence = paper()
    row.save(update_fields=["evidence"])
    return row


def backing_resolution(company: str) -> Any:
    """A decision with its paper, on which this company's dues of 2020 lean."""
    of: Member = cast.company(company)
    assessment(of)
    decision = members.resolution(file=paper())
    Extension.objects.create(
        year=2020,
        member=of,
        due_on="2020-12-31",
        reason="经营困难",
        resolution=decision,
        granted_at=clock.now(),
    )
    return decision


def owing(company: str) -> Named:
    """The year for which this company has to pay."""
    return {"year": assessment(cast.company(company)).year}


def assessment(of: Member) -> Assessment:
    return of.assessments.first() or dues.assessed(of)


def asking(company: str) -> ReliefApplication:
    """An application for relief that was handed in."""
    of = assessment(cast.company(company))
    return of.relief_applications.first() or relief.submitted(
        of, by=cast.person(f"{company}_admin")
    )


def answered(company: str) -> ReliefApplication:
    """One that the standing council has decided on, with its letter."""
    of = assessment(cast.company(company))
    row = relief.advised(of, by=cast.person(f"{company}_admin"))
    relief.placed(row, governance.attended(governance.term(seats=9), 9))
    relief.voted(row, 9, 0)
    return decisions.settle(row, by=cast.person("finance"))


def certificate(company: str) -> Certificate:
    of = cast.company(company)
    return of.certificates.first() or certificates.issue(of, by=None)


def own_certificate() -> Named:
    """安泰 has one; its address is the same for everybody."""
    certificate("antai")
    return {}


def _year(of: Member, year: int = 2020) -> Assessment:
    return of.assessments.filter(year=year).first() or dues.assessed(of, year)


def payment(company: str) -> Payment:
    """It waits to be confirmed, and has its slip."""
    of = cast.company(company)
    part = [(_year(of), Decimal("2000.00"))]
    return Payment.objects.filter(payer=of, state="entered").first() or payments.entered(
        of, voucher=voucher(company), parts=part
    )


def paid(company: str) -> Payment:
    of = cast.company(company)
    part = [(_year(of), Decimal("2000.00"))]
    return Payment.objects.filter(payer=of, state="confirmed").first() or payments.confirmed(
        of, parts=part
    )


def voucher(company: str) -> TransferVoucher:
    of = cast.company(company)
    return TransferVoucher.objects.filter(member=of, state="pending").first() or payments.voucher(
        of, role=f"{company}_admin"
    )


def receipt(company: str) -> FiscalReceipt:
    of = cast.company(company)
    return FiscalReceipt.objects.filter(member=of).first() or receipts.record(
        paid(company),
        member=of,
        code="11010620",
        number="0000012345",
        issued_on=clock.today(),
        amount=Decimal("2000.00"),
        file=papers.licence("票据.pdf"),
        by=cast.person("finance"),
    )


def overpaid(company: str) -> Assessment:
    """A year of the company with 1,000.00 too much; the next one owes 2,000.00."""
    of = cast.company(company)
    year = _year(of)
    _year(of, 2021)
    owed = max(DuesPosition.objects.get(assessment=year).balance, Decimal(0))
    total = owed + Decimal("1000.00")
    payments.confirmed(of, str(total), parts=[(year, total)])
    return year


def refund(company: str) -> Refund:
    return credits.request_refund(
        overpaid(company),
        amount=Decimal("1000.00"),
        payee="单位",
        reason="多缴",
        by=cast.person("finance"),
    )


def carried(company: str) -> CarriedCredit:
    year = overpaid(company)
    target = year.member.assessments.get(year=2021)
    return credits.carry(year, target=target, by=cast.person("finance"))


def draft_policy() -> ReliefPolicy:
    return ReliefPolicy.objects.filter(state="draft").first() or dues.draft_policy()


def register_import() -> RegisterImport:
    """A register that was taken in and waits for its check."""
    now = clock.now()
    job = Job.objects.create(label="检查名册", task="members.check_register", created_at=now)
    return RegisterImport.objects.create(
        file=paper(),
        annotated=paper(),
        check_job=job,
        uploaded_by=cast.person("social"),
        uploaded_at=now,
    )


def message(company: str) -> OutboxRow:
    """A message in the portal to the company's administrator, about its dues of 2020."""
    of = cast.company(company)
    outbox.enqueue(
        rule="dues-1",
        obj=assessment(of),
        due_on=date(2020, 6, 30),
        channel=OutboxRow.Channel.PORTAL,
        recipient_key="user",
        person=cast.person(f"{company}_admin"),
        subject="2020 年度会费还有 30 天到期",
        body="请缴费。",
        about=of,
    )
    OutboxRow.objects.update(state=OutboxRow.State.SENT, sent_at=clock.now())
    return OutboxRow.objects.get()


def seat() -> Seat:
    return governance.seat(governance.term())


def meeting() -> Meeting:
    """A meeting of the standing council in a room, called for today."""
    return governance.on_site(governance.term(seats=3))


def motion() -> Motion:
    """A matter with its paper, on the agenda of that meeting."""
    return governance.motion(meeting(), paper=paper())


def carried_motion() -> Motion:
    """One of an open meeting, counted, that would carry."""
    row = governance.motion(governance.attended(governance.term(seats=3), 3))
    motions.count(row, in_favour=3, against=0, abstained=0, by=governance.officer())
    return row


def closed_meeting() -> Meeting:
    row = governance.attended(governance.term(seats=3), 3)
    return meetings.close(row, by=governance.officer())


def ballot_paper() -> Motion:
    """A matter with its paper, in a vote by correspondence that is open to the delegate."""
    cast.person("delegate")
    return governance.voting(governance.term(), paper=paper())


def supervisors_paper() -> Motion:
    """One of the supervisors' own."""
    cast.person("supervisor")
    return governance.voting(governance.term("supervisors"), paper=paper())


def service() -> Service:
    row = orders.service("ZX")
    return row if row.prices.exists() else orders.service("ZX", "8000")


def order(company: str) -> ServiceOrder:
    """Of a consultation, 业务发展部's: quoted, with the quote's file."""
    of = cast.company(company)
    return of.service_orders.first() or orders.quoted(of, service(), papers=[papers.licence()])


def order_paper(company: str) -> Named:
    of = order(company)
    return {"pk": of.pk, "paper_pk": orders.paper(of).pk}


def foreign_paper() -> Named:
    """A file of 广和's order, asked for below 安泰's."""
    return {"pk": order("antai").pk, "paper_pk": order_paper("guanghe")["paper_pk"]}


def discount() -> DiscountPolicy:
    return DiscountPolicy.objects.get(version=1)


def discount_in_force() -> DiscountPolicy:
    found = discount()
    return found if found.state != "draft" else orders.discount()


def reminder_rule() -> ReminderRule:
    return ReminderRule.objects.get(code="dues-1")


def absent(arguments: Named) -> Named | None:
    """The same address with a key that nothing has; None if it has no key."""
    keys = {name for name in arguments if name.endswith(("pk", "object_id"))}
    return {**arguments, **dict.fromkeys(keys, ABSENT)} if keys else None
