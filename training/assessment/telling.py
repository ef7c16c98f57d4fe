"""Who hears of results: the person by mail, the team's contacts and the company's users in the
portal (and by mail if they have an address). Owed in the transaction of the publication."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model

from association.accounts.models import User
from association.base import clock, outbox
from association.base.models import OutboxRow
from members.models import Member, Representative
from training.enums import Verdict
from training.models import Enrolment, Publication, Result, Team, TeamContact

PERSON, TEAM, COMPANY = "result-person", "result-team", "result-company"
Channel = OutboxRow.Channel


def published(publication: Publication, results: Iterable[Result]) -> None:
    by_team: dict[Team, list[Result]] = defaultdict(list)
    by_member: dict[Member, list[Result]] = defaultdict(list)
    for result in results:
        person(result)
        team = result.enrolment.team
        by_team[team].append(result)
        if team.member:
            by_member[team.member].append(result)
    contacts = _contacts(by_team)
    for team, own in by_team.items():
        page = "请登录会员服务，在队伍的“成绩”页查看每个人的成绩。"
        for contact in contacts[team.pk]:
            _to_user(TEAM, publication, contact.user, f"contact:{contact.pk}", team.name, own, page)
    told = {contact.user_id for found in contacts.values() for contact in found}
    for acting in _representatives(by_member):
        if acting.user_id not in told:
            own = by_member[acting.member]
            page = "请登录会员服务，在“本单位学员”页查看。"
            key = f"representative:{acting.pk}"
            _to_user(COMPANY, publication, acting.user, key, acting.member.name, own, page)


def person(result: Result) -> None:
    """A mail to the person; who left no address is accounted for as well."""
    row = result.enrolment
    occasion: dict[str, Any] = {
        "rule": PERSON,
        "obj": result,
        "due_on": clock.today(),
        "about": row,
    }
    if not row.trainee.email:
        outbox.skip(
            **occasion,
            channel=Channel.EMAIL,
            recipient_key=f"trainee:{row.trainee_id}",
            reason="没有登记邮箱，由队伍联系人转告",
        )
        return
    outbox.enqueue(
        **occasion,
        channel=Channel.EMAIL,
        recipient_key=f"trainee:{row.trainee_id}",
        address=row.trainee.email,
        subject=f"鉴定结果：{row.training_class.title}",
        body=_letter(result),
    )


def _letter(result: Result) -> str:
    row = result.enrolment
    what = "鉴定结果已更正" if result.replaces_id else "鉴定结果已公布"
    closing = "各科成绩请打开您的个人链接查看；链接丢失的，请联系队伍联系人或教育培训部。"
    said = f"您参加的“{row.training_class.title}”（{row.training_class.what}）{what}："
    return (
        f"{row.trainee.name}，您好：\n\n{said}{Verdict(result.verdict).label}。\n\n{closing}\n\n"
        f"{settings.ASSOCIATION_NAME}"
    )


def corrected(result: Result) -> None:
    person(result)
    row: Enrolment = result.enrolment
    for contact in _contacts([row.team])[row.team_id]:
        page = "请登录会员服务，在队伍的“成绩”页查看。"
        key = f"contact:{contact.pk}"
        _to_user(TEAM, result, contact.user, key, row.team.name, [result], page)


def _to_user(
    rule: str, obj: Model, user: User, key: str, whose: str, results: list[Result], page: str
) -> None:
    of = results[0].enrolment.training_class
    counts = [
        f"{verdict.label} {count} 人"
        for verdict in Verdict
        if (count := sum(each.verdict == verdict for each in results))
    ]
    ways = [(Channel.PORTAL, ""), *([(Channel.EMAIL, user.email)] if user.email else [])]
    for channel, address in ways:
        outbox.enqueue(
            rule=rule,
            obj=obj,
            due_on=clock.today(),
            channel=channel,
            recipient_key=key,
            person=user,
            address=address,
            subject=f"{whose}：{of.title}鉴定结果",
            body=f"{of.title}（{of.what}）公布了{whose}的鉴定结果：{'，'.join(counts)}。{page}",
        )


def _contacts(teams: Iterable[Team]) -> dict[int, list[TeamContact]]:
    found: dict[int, list[TeamContact]] = defaultdict(list)
    rows = TeamContact.objects.filter(team__in=list(teams), ended_at__isnull=True)
    for row in rows.select_related("user"):
        found[row.team_id].append(row)
    return found


def _representatives(members: Iterable[Member]) -> list[Representative]:
    rows = Representative.objects.filter(member__in=list(members), ended_at__isnull=True)
    return list(rows.select_related("user", "member"))
