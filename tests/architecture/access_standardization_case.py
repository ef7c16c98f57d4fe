"""Cases and the people who review, in the access table (``access.py`` says how to read it)."""

from datetime import date, timedelta
from typing import Any

from association.base import clock
from standardization.cases import acts, documents, filing, steps
from standardization.enums import (
    ActKind,
    AssignmentState,
    CaseKind,
    CaseState,
    DocumentKind,
    Duty,
    RelationKind,
)
from standardization.models import (
    Assignment,
    AuthorityAct,
    BanTerm,
    Batch,
    Case,
    Clock,
    ClockTerm,
    CommitmentItem,
    DrawRule,
    Expert,
    IndependenceOverride,
    Letter,
    Organisation,
    OrganisationUser,
    Proposal,
    Reexamination,
)
from standardization.people import drawing, experts, organisations, overriding
from tests.architecture.allowed import ANTAI, ANTAI_ADMIN, EVERYBODY, REVIEWS
from tests.architecture.doors import HIDDEN, SIGN_IN, Desk, Door, Portal, Public, Stock
from tests.architecture.objects import Named, key
from tests.factories import cast, papers, people
from tests.factories import standardization as make
from tests.factories.cast import ANONYMOUS, MEMBER_USERS

HANDLES = ("safety", "safety_head")
HEAD = ("safety_head",)
OFFICES = ("reviewer", "bureau")


class Reviewers(Door):
    """For whoever reviews or confirms: nobody else is told that there is such a page."""

    def turned_away(self, role: str) -> str:
        return SIGN_IN if role == ANONYMOUS else HIDDEN


def _case(state: str = CaseState.ASSIGNING, company: str = "antai") -> Case:
    member = cast.company(company)
    found = Case.objects.filter(member=member, state=state).first()
    return found or make.case(
        member, by=cast.person("safety"), state=state, organisation=cast.organisation("yunling")
    )


def _own(state: str = CaseState.ASSIGNING) -> Named:
    return key(_case(state))


def _foreign() -> Named:
    return key(_case(company="hengyuan"))


def _proposal() -> Named:
    case = _case(CaseState.MATERIAL_REVIEW)
    found = Proposal.objects.filter(case=case, granted=None).first()
    return key(found or steps.propose(case, "accept", by=cast.person("safety"), reason="齐全"))


def _document(state: str = CaseState.ASSIGNING) -> Named:
    case, by = _case(state), cast.person("safety")
    row = case.documents.first() or documents.hand_in(
        case, papers.licence(), kind=DocumentKind.EVIDENCE, by=by
    )
    return {"pk": case.pk, "document_pk": row.pk}


def _confirmed() -> AuthorityAct:
    """Confirmed on paper, before which it was accepted by letter."""
    found = AuthorityAct.objects.exclude(file=None).first()
    if found:
        return found
    shi, member = cast.person("safety"), cast.company("antai")
    case = make.case(member, by=shi, state=CaseState.MATERIAL_REVIEW)
    proposal = steps.propose(case, "accept", by=shi, reason="齐全")
    steps.decide(proposal, granted=True, by=cast.person("safety_head"))
    return acts.record(
        case, ActKind.CONFIRM, office=cast.organisation("bureau"), upload=papers.licence(), by=shi
    )


def _act() -> Named:
    act = _confirmed()
    return {"pk": act.case_id, "act_pk": act.pk}


def _letter() -> Named:
    letter = Letter.objects.get(case=_confirmed().case, kind="accepted")
    return {"pk": letter.case_id, "letter_pk": letter.pk}


def _override() -> Named:
    case = _case()
    found = IndependenceOverride.objects.first()
    if found is None:
        chosen = cast.organisation("yunling")
        experts.relate(
            organisation=chosen, member=case.member, kind=RelationKind.CONSULTANT,
            start=date(2020, 1, 1), source="合同", by=cast.person("safety"),
        )  # fmt: skip
        found = overriding.override(
            case, organisation=chosen, reason="别无合格单位", upload=papers.licence(),
            by=cast.person("safety_head"),
        )  # fmt: skip
    return {"pk": found.case_id, "override_pk": found.pk}


def _clock(state: str = CaseState.RECTIFYING) -> Named:
    case = _case(state)
    today = clock.today()
    Clock.objects.get_or_create(
        case=case,
        kind="rectification",
        done_on=None,
        defaults={"started_on": today, "working_days": 20, "due_on": today + timedelta(28)},
    )
    return {"pk": case.pk, "kind": "rectification"}


def _expert() -> Expert:
    return Expert.objects.filter(user=None).first() or make.expert("柏舟")


def _expert_invitation() -> Named:
    row = _expert()
    found = experts.waiting(row).first() or experts.invite(row, by=cast.person("safety"))[0]
    return {"pk": row.pk, "invitation_pk": found.pk}


def _organisation() -> Organisation:
    return cast.organisation("yunling")


def _organisation_invitation() -> Named:
    row = _organisation()
    found = organisations.waiting(row).first()
    if found is None:
        found, _ = organisations.invite(
            row, name="阮青", mobile=people.mobile(), by=cast.person("safety")
        )
    return {"pk": row.pk, "invitation_pk": found.pk}


def _organisation_user() -> Named:
    cast.person("reviewer")
    row = OrganisationUser.objects.get(organisation=_organisation(), ended_at=None)
    return {"pk": row.organisation_id, "user_pk": row.pk}


def _assignment(state: str = AssignmentState.DECLARING) -> Assignment:
    who = Expert.objects.get(user=cast.person("expert"))
    case = _case(CaseState.RECHECK_PLANNED)
    found = Assignment.objects.filter(case=case, expert=who).first()
    return found or make.assignment(
        case, who, by=cast.person("safety"), duty=Duty.RECHECKER, state=state
    )


def _others_assignment() -> Named:
    case, by = _case(CaseState.RECHECK_PLANNED), cast.person("safety")
    return key(make.assignment(case, make.expert("柏舟"), by=by, duty=Duty.RECHECKER))


def _batch() -> Batch:
    found = Batch.objects.first()
    case = _case(CaseState.RECHECK_SELECTION)
    return found or drawing.gather(title="第一批", cases=[case], by=cast.person("safety"))


def _reexamination() -> Named:
    case = _case(CaseState.FAILED)
    found = Reexamination.objects.first()
    return key(
        found
        or Reexamination.objects.create(
            case=case, organisation=cast.organisation("yunling"), year=2026, wanted=1,
            opened_at=clock.now(),
        )
    )  # fmt: skip


def _draft() -> Case:
    member = cast.company("antai")
    found = Case.objects.filter(member=member, state=CaseState.DRAFT).first()
    return found or filing.begin(
        member, kind=CaseKind.INITIAL, grade="二级", version=make.published(),
        sites=[make.site(member)], by=cast.person("antai_admin"),
    )  # fmt: skip


def _foreign_draft() -> Named:
    member = cast.company("hengyuan")
    return key(
        filing.begin(
            member, kind=CaseKind.INITIAL, grade="二级", version=make.published(),
            sites=[make.site(member)], by=cast.person("safety"),
        )
    )  # fmt: skip


def _token_of_office() -> Named:
    row, by = _organisation(), cast.person("safety")
    return {"token": organisations.invite(row, name="阮青", mobile=people.mobile(), by=by)[1]}


def _token_of_expert() -> Named:
    return {"token": experts.invite(_expert(), by=cast.person("safety"))[1]}


def _at_bureau(**more: Any) -> Named:
    cast.person("bureau")
    return {"organisation": cast.organisation("bureau").pk, **more}


def _case_at_bureau(named: Named) -> Named:
    return _at_bureau(**named)


DESK: list[Door] = [
    Desk("admin:standardization_cases", REVIEWS),
    Desk("admin:standardization_proposals", REVIEWS),
    Desk("admin:standardization_decide", REVIEWS, 422, at=_proposal, sends={}),
    Desk("admin:standardization_case", REVIEWS, at=_own),
    Desk(
        "admin:standardization_case_take", REVIEWS, 422,
        at=lambda: {**_own(), "verb": "take"}, sends={},
    ),
    Desk(
        "admin:standardization_case_propose", REVIEWS, 422,
        at=lambda: {**_own(), "verb": "accept"}, sends={},
    ),
    Desk("admin:standardization_case_extend", REVIEWS, 422, at=_clock, sends={}),
    Desk("admin:standardization_correction", HANDLES, at=_own),
    Desk("admin:standardization_case_act", HANDLES, at=_own),
    Desk("admin:standardization_recheck_notice", REVIEWS, 302, at=_own, sends={}),
    Desk("admin:standardization_document", REVIEWS, at=_document),
    Desk("admin:standardization_act_file", REVIEWS, at=_act),
    Desk("admin:standardization_letter", REVIEWS, at=_letter),
    Desk("admin:standardization_case_people", REVIEWS, at=_own),
    Desk("admin:standardization_choose", HANDLES, 422, at=_own, sends={}),
    Desk("admin:standardization_invite", HANDLES, 422, at=_own, sends={}),
    Desk("admin:standardization_draw_experts", HANDLES, 422, at=_own, sends={}),
    Desk(
        "admin:standardization_override", HEAD, at=lambda: {**_own(), "whose": "association"},
    ),
    Desk("admin:standardization_override_file", REVIEWS, at=_override),
    Desk(
        "admin:standardization_assignment_cancel", HANDLES, 302,
        at=lambda: key(_assignment()), sends={},
    ),
    Desk("admin:standardization_experts", REVIEWS),
    Desk("admin:standardization_expert_add", HANDLES),
    Desk("admin:standardization_expert", REVIEWS, at=lambda: key(_expert())),
    Desk("admin:standardization_expert_edit", HANDLES, at=lambda: key(_expert())),
    Desk(
        "admin:standardization_expert_employ", HANDLES, 422,
        at=lambda: key(_expert()), sends={},
    ),
    Desk(
        "admin:standardization_expert_relate", HANDLES, 422,
        at=lambda: key(_expert()), sends={},
    ),
    Desk(
        "admin:standardization_expert_invite", HANDLES, 302,
        at=lambda: key(_expert()), sends={},
    ),
    Desk(
        "admin:standardization_expert_revoke", HANDLES, 302, at=_expert_invitation, sends={},
    ),
    Desk("admin:standardization_organisations", REVIEWS),
    Desk("admin:standardization_organisation_add", HANDLES),
    Desk("admin:standardization_organisation", REVIEWS, at=lambda: key(_organisation())),
    Desk("admin:standardization_organisation_edit", HANDLES, at=lambda: key(_organisation())),
    Desk(
        "admin:standardization_organisation_relate", HANDLES, 422,
        at=lambda: key(_organisation()), sends={},
    ),
    Desk(
        "admin:standardization_organisation_revoke", HANDLES, 302,
        at=_organisation_invitation, sends={},
    ),
    Desk("admin:standardization_organisation_end", HANDLES, at=_organisation_user),
    Desk(
        "admin:standardization_organisation_change", HANDLES,
        at=lambda: {**key(_organisation()), "verb": "suspend"},
    ),
    Desk("admin:standardization_batches", REVIEWS),
    Desk("admin:standardization_batch", REVIEWS, at=lambda: key(_batch())),
    # Nothing is ready in this batch, for whomever: ``test_together`` says who may do what.
    Desk(
        "admin:standardization_batch_together", REVIEWS, 404,
        at=lambda: {**key(_batch()), "what": "decide"},
    ),
    Desk("admin:standardization_reexamination", REVIEWS, at=_reexamination),
    Desk(
        "admin:standardization_batch_draw", HANDLES, 302, at=lambda: key(_batch()), sends={},
    ),
]  # fmt: skip

PORTAL: list[Door] = [
    Portal("standardization:company_cases", MEMBER_USERS),
    Portal("standardization:company_case_add", MEMBER_USERS),
    Portal("standardization:company_sites", MEMBER_USERS),
    Portal("standardization:company_case", ANTAI, at=_own, foreign=_foreign),
    Portal(
        "standardization:company_self_review", ANTAI,
        at=lambda: key(_draft()), foreign=_foreign_draft,
    ),
    Portal("standardization:company_apply", ANTAI_ADMIN, at=_own, foreign=_foreign),
    Portal("standardization:company_correction", ANTAI, at=_own, foreign=_foreign),
    Portal("standardization:company_withdraw", ANTAI_ADMIN, at=_own, foreign=_foreign),
    Portal("standardization:company_extend", ANTAI, at=_clock),
    Portal(
        "standardization:company_document_add", ANTAI, 422, at=_own, foreign=_foreign, sends={},
    ),
    Portal("standardization:company_document", ANTAI, at=_document),
    Portal("standardization:company_letter", ANTAI, at=_letter),
    Portal(
        "standardization:company_case_step", ANTAI, 302,
        at=lambda: {**_own(), "verb": "reopen"}, sends={},
    ),
    Reviewers("standardization:offices", OFFICES, 302),
    Reviewers("standardization:office_home", ("bureau",), at=_at_bureau),
    Reviewers(
        "standardization:office_case", ("bureau",),
        at=lambda: _case_at_bureau(_own(CaseState.AUTHORITY_CONFIRM)),
        foreign=lambda: {**_at_bureau(), **key(_draft())},
    ),
    Reviewers(
        "standardization:office_document", ("bureau",), at=lambda: _case_at_bureau(_document())
    ),
    Reviewers(
        "standardization:office_letter", ("bureau",), at=lambda: _case_at_bureau(_letter())
    ),
    Reviewers("standardization:expert_home", ("expert",)),
    Reviewers(
        "standardization:expert_assignment", ("expert",),
        at=lambda: key(_assignment()), foreign=_others_assignment,
    ),
    Reviewers(
        "standardization:expert_declare", ("expert",), 422,
        at=lambda: key(_assignment()), foreign=_others_assignment, sends={},
    ),
    Reviewers(
        "standardization:expert_answer", ("expert",), 302,
        at=lambda: {**key(_assignment()), "verb": "decline"}, sends={},
    ),
    Public("standardization:office_welcome", EVERYBODY, at=_token_of_office),
    Public("standardization:expert_welcome", EVERYBODY, at=_token_of_expert),
]  # fmt: skip

STOCK: list[Stock] = [
    *(
        Stock(
            f"standardization.{model.__name__}", make=model.objects.first, view=REVIEWS, add=(),
            change=HEAD,
        )
        for model in (ClockTerm, BanTerm, DrawRule)
    ),
    Stock(
        "standardization.CommitmentItem", make=CommitmentItem.objects.first, view=REVIEWS,
        add=HEAD, change=HEAD,
    ),
]  # fmt: skip
