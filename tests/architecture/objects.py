"""What the addresses of the access table are about. Each call makes or finds it, and names it.

A sweep asks for one after the other in one database: whoever makes what can't stand there twice
looks for it first. Meetings, money and orders have files of their own beside this one.
"""

from collections.abc import Mapping
from typing import Any

from association.accounts import deputies, passwords
from association.accounts.models import ApiToken, Deputy
from association.base import clock, files
from association.base.models import Job, StoredFile
from members.enums import Position, RepresentativeRole
from members.models import (
    Certificate,
    ChangeRequest,
    Contact,
    Invitation,
    OrganisationTypeRecord,
    PositionTerm,
    RegisterImport,
    Representative,
)
from members.register import certificates, representatives
from tests.factories import accounts, api, cast, members, papers, people

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


def position_term(company: str) -> PositionTerm:
    of = cast.company(company)
    start = clock.today()
    return of.position_terms.first() or members.seated(of, Position.COUNCILLOR, start=start)


def certificate(company: str) -> Certificate:
    of = cast.company(company)
    return of.certificates.first() or certificates.issue(of, by=None)


def own_certificate() -> Named:
    """安泰 has one; its address is the same for everybody."""
    certificate("antai")
    return {}


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


def absent(arguments: Named) -> Named | None:
    """The same address with a key that nothing has; None if it has no key."""
    keys = {name for name in arguments if name.endswith(("pk", "object_id"))}
    return {**arguments, **dict.fromkeys(keys, ABSENT)} if keys else None
