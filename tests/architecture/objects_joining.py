"""What the addresses about joining and leaving are about. Found before it is made: the sweep asks
twice in one database."""

from members.enums import JoiningState, LapseState
from members.joining import admission, applications, lapses
from members.models import JoiningApplication, JoiningStep, LapseProposal
from tests.architecture.objects import Named, key
from tests.factories import cast, dues, governance, joining


def _application() -> JoiningApplication:
    found = JoiningApplication.objects.filter(state=JoiningState.SUBMITTED).first()
    return found or joining.submitted()


def application() -> Named:
    """An application for membership that waits to be looked through."""
    return key(_application())


def application_link() -> Named:
    return {"token": applications.new_link(_application(), by=cast.person("social"))}


def admitted() -> Named:
    """An application of 安泰's that has its 入会通知书: one that was carried out, and put down to it,
    since it has been a member all along."""
    of = cast.company("antai")
    found = of.applications.exclude(letter=None).first()
    if found is None:
        found = joining.accepted()
        admission.admit(found, resolution=joining.paper_resolution(), by=cast.person("social"))
        found.member = of
        found.save(update_fields=["member"])
    return key(found)


def review_step() -> JoiningStep:
    return JoiningStep.objects.get(code="review")


def lapse() -> Named:
    """安泰, proposed for two years without payment."""
    of = cast.company("antai")
    found = LapseProposal.objects.filter(member=of, state=LapseState.PROPOSED).first()
    if found:
        return key(found)
    for year in (2020, 2021):
        dues.assessed(of, year)
    term = governance.term(seats=9)
    meeting = governance.attended(term, term.seats.filter(end=None).count())
    return key(lapses.propose([of], meeting, by=cast.person("social"))[0])
