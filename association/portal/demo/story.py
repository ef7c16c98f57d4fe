"""The demo's year, told through the doors: register, dues, relief, a change that waits, money."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction

from association.accounts import roles
from association.accounts.models import Department, User
from association.base import audit, clock, delivery, fictitious, pdf, reminding
from association.base.models import OutboxRow
from association.portal.demo import (
    accounts,
    articles,
    bulletin,
    bulletin_pieces,
    council,
    issues,
    joining,
    needs,
    notices,
    orders,
    payments,
    readers,
    reviews,
)
from association.portal.demo import training as rescuers
from association.portal.demo.cast import (
    AGENTS,
    COMPANIES,
    OFFICERS,
    PASSWORD,
    REVIEWED,
    Agent,
    Company,
    Officer,
)
from members import dues, register, relief
from members.enums import ContactRole, EffectKind, OrganisationType
from members.models import Member, ReliefPolicy, ReminderRule, Representative, Resolution
from members.register import changes, contacts, membership, representatives
from members.relief import applications
from members.reminders import turns

_HEADS = {OrganisationType.INSTITUTION: "12", OrganisationType.SOCIAL: "51"}
_SURNAMES, _NAMES = "周吴郑王冯陈褚卫蒋沈韩杨", ("禾", "云舒", "安宁", "一帆", "晨", "思齐", "远")


@transaction.atomic
def tell() -> bool:
    """Builds the demo once; whether it did. A portal that already has members is left alone."""
    if Member.objects.exists() or User.objects.filter(username=OFFICERS[0].username).exists():
        return False
    year = clock.today().year
    officers = [_officer(officer) for officer in OFFICERS]
    (
        head,
        social,
        finance,
        general,
        business,
        _,
        training,
        colleague,
        safety,
        safety_head,
        editor,
    ) = officers
    members = _companies(by=social)
    with clock.at(date(year, 1, 6)):
        dues.assess(year, by=finance)
    agents = _representatives(members, AGENTS, by=social)
    term = council.seated(members, agents, by=general)
    with clock.at(date(year, 3, 18)):
        decision = council.decided(term, year=year, by=general, head=head)
    with clock.at(date(year, 3, 20)):
        _relieve(year, decision, by=finance)
    _remind(year, by=finance)
    membership.move(members[-1], "suspend", by=head, reason="单位改制，来函申请暂停会籍一年")
    _change_that_waits(agents[2])
    council.asked(term, members[2], by=general)
    payments.tell(members, agents[2], year=year, finance=finance, head=head)
    _relief_that_waits(agents[2], year)
    orders.tell(year, agents, finance=finance, business=business)
    joining.tell(by=social)
    rescuers.tell(members[0], training=training, colleague=colleague)
    fuel = [agents[3], agents[0], *_representatives(members, REVIEWED, by=social)]
    graded, rechecked, published, applied = ((each.member, each.user) for each in fuel)
    reviews.tell(
        [graded, published, rechecked, applied], safety=safety, safety_head=safety_head, head=head
    )
    _bulletin(agents, editor=editor, general=general, head=head)
    asking = [agents[0], agents[3], fuel[2]]
    needs.tell(asking, social=social, business=business, safety=safety)
    delivery.send_waiting()  # into the portal: nobody here has an address outside
    accounts.tell(year, finance=finance, head=head)
    return True


def _bulletin(agents: list[Representative], *, editor: User, general: User, head: User) -> None:
    bulletin.tell(agents[0], agents[2], editor=editor)
    notices.tell(agents[0], agents[2], editor=editor)
    articles.tell(editor=editor, second=general, final=head)
    issues.tell(editor=editor)
    pieces = bulletin_pieces.tell(agents[0].member, editor=editor, general=general, head=head)
    issues.release(pieces, editor=editor, head=head)
    readers.tell(agents, editor=editor)


def _officer(officer: Officer) -> User:
    role = roles.table()[officer.role]
    user = User.objects.create_user(
        officer.username,
        PASSWORD,
        name=officer.name,
        is_staff=True,
        department=Department.objects.filter(code=role.get("department")).first(),
    )
    user.groups.add(Group.objects.get(name=role["name"]))
    return user


def _companies(*, by: User) -> list[Member]:
    """In the order in which they joined, as the audit will tell it; answered in the cast's order."""
    entered = {
        serial: _company(serial, company, by=by)
        for serial, company in sorted(
            enumerate(COMPANIES, start=1), key=lambda item: _joined_on(*item)
        )
    }
    return [entered[serial] for serial in sorted(entered)]


def _joined_on(serial: int, company: Company) -> date:
    return date(clock.today().year - company.years_ago, 1 + serial % 9, 1 + serial)


def _company(serial: int, company: Company, *, by: User) -> Member:
    head = _HEADS.get(OrganisationType(company.organisation_type), "91")
    joined_on = _joined_on(serial, company)
    draft = register.Draft(
        name=company.name,
        credit_code=fictitious.credit_code(serial, f"{head}{company.district}"),
        organisation_type=company.organisation_type,
        position=company.position,
        district=company.district,
        joined_on=joined_on,
        email=f"office{serial:02d}@example.com",
    )
    with clock.at(joined_on):
        member = register.enter(draft, by=by, since=joined_on, source="入会申请材料")
        contacts.put(
            member,
            by=by,
            name=_SURNAMES[serial % len(_SURNAMES)] + _NAMES[serial % len(_NAMES)],
            mobile=fictitious.mobile(serial),
            email=f"contact{serial:02d}@example.com",
            roles=[ContactRole.MAIN, ContactRole.FINANCE],
        )
    return member


def _representatives(
    members: list[Member], agents: Iterable[Agent], *, by: User
) -> list[Representative]:
    accepted = []
    for agent in agents:
        _, token = representatives.invite(
            members[agent.company], name=agent.name, mobile=agent.mobile, role=agent.role, by=by
        )
        accepted.append(representatives.accept(token, password=PASSWORD))
    return accepted


def _relieve(year: int, decision: Resolution, *, by: User) -> None:
    """The relief of the year, in the manner of 2020: decided by the standing council."""
    policy, _ = ReliefPolicy.objects.get_or_create(
        code=f"{year}-SZSJ-1",
        defaults=_terms(year),
    )
    relief.activate(policy, resolution=decision, by=by)


def _terms(year: int) -> dict[str, Any]:
    return {
        "title": f"民营企业和社会组织免缴 {year} 年度会费",
        "year": year,
        "reference_date": date(year, 1, 1),
        "organisation_types": [OrganisationType.PRIVATE, OrganisationType.SOCIAL],
        "effect": EffectKind.EXEMPT,
        "valid_from": date(year, 1, 1),
        "valid_to": date(year, 12, 31),
        "order": 10,
        "extend_due_to": date(year, 12, 31),
        "basis": "支持会员单位稳定经营，减免部分会员单位本年度会费。",
    }


def _remind(year: int, *, by: User) -> None:
    """In the portal alone: a demo writes no mail to anybody."""
    rule = ReminderRule(
        code="dues-0",
        title="缴费通知",
        level=1,
        days=-270,
        channels=[OutboxRow.Channel.PORTAL],
        subject="{年度} 年度会费缴费通知",
        body="{单位}（会员编号 {会员编号}）：\n\n贵单位 {年度} 年度会费应缴 {金额} 元，请于 {期限}前"
        "（含当日）汇入本会账户，附言请写通知单编号 {通知单号}。缴费通知单可在“会费”页下载。",
        active=True,
    )
    with clock.at(date(year, 3, 23)):
        rule.switched_on_at = reminding.since_when(rule, None)
        rule.full_clean()
        rule.save()
        audit.record(rule, "启用提醒规则", by=by)
    with clock.at(date(year, 12, 31) + timedelta(days=rule.days)):
        turns.remind()
        delivery.send_waiting()


def _change_that_waits(agent: Representative) -> None:
    name = agent.member.name
    paper = ContentFile(pdf.render("demo/evidence.html", {"name": name}), "营业执照（演示）.pdf")
    changes.request(
        agent.member,
        changes={"name": name.replace("集团有限公司", "集团股份有限公司")},
        evidence=paper,
        note="企业改制，名称已变更登记。",
        by=agent.user,
    )


def _relief_that_waits(agent: Representative, year: int) -> None:
    """State-owned and so not covered by the policy: it asks for 30 %, and 林思远 has to accept it."""
    paper = ContentFile(
        pdf.render("demo/petition.html", {"name": agent.member.name, "year": year}),
        "减免申请函（演示）.pdf",
    )
    application = applications.write(
        agent.member.assessments.get(year=year),
        percent=Decimal(30),
        text="今年承建的两个项目因汛期停工两个月，资金周转困难，申请减免三成会费，其余按期缴纳。",
        letter=paper,
        by=agent.user,
    )
    applications.submit(application, by=agent.user)
