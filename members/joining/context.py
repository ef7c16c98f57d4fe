"""What an approver has to know before saying yes: who in the register might be the same."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from members.arithmetic import company_name
from members.joining.states import member_of
from members.models import JoiningApplication, Member

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Context:
    same_code: Member | None
    similar: list[Member]
    """Other members whose name may be the same in another spelling; at most ``SHOWN``."""
    same_mobile: list[Member]
    """Members that name the applicant's number as a contact's."""
    earlier: list[JoiningApplication]

    @property
    def quiet(self) -> bool:
        return not (self.same_code or self.similar or self.same_mobile or self.earlier)


def around(application: JoiningApplication) -> Context:
    """Four queries, whatever the size of the register."""
    same = member_of(application)
    others = Member.objects.exclude(pk=same.pk) if same else Member.objects.all()
    by_mobile = others.filter(contacts__mobile=application.mobile).distinct()
    return Context(
        same_code=same,
        similar=_similar(application.name, others),
        same_mobile=list(by_mobile[:SHOWN]) if application.mobile else [],
        earlier=list(_earlier(application)[:SHOWN]),
    )


def _similar(name: str, others: QuerySet[Member]) -> list[Member]:
    known = others.only("pk", "number", "name", "state").order_by("number")
    return [one for one in known if company_name.alike(one.name, name)][:SHOWN]


def _earlier(application: JoiningApplication) -> QuerySet[JoiningApplication]:
    same = Q(name=application.name) | Q(mobile=application.mobile)
    if application.credit_code:
        same |= Q(credit_code=application.credit_code)
    handed_in = JoiningApplication.objects.exclude(submitted_at=None)
    return handed_in.filter(same).exclude(pk=application.pk)
