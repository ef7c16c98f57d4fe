"""From the first line of a company's self-review to the application, and what is put right after.

The portal and the desk (for a company that asks) call the same doors.
"""

from collections.abc import Collection
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, numbering
from association.base.errors import Refused
from association.base.templatetags.ui import day as day_words
from members.enums import MemberState
from members.models import Member
from standardization.cases import documents, eligibility, guards, steps
from standardization.enums import CaseKind, CaseState, ClockKind, DocumentKind, Role, SnapshotKind
from standardization.models import (
    Case,
    CaseStandard,
    Checklist,
    Commitment,
    CommitmentItem,
    Gap,
    Site,
    StandardVersion,
)
from standardization.rules import acts_for_company, heads_company, may_handle_cases

COUNTER = "standardization-case"
WHOLE = Decimal("1.00")


@transaction.atomic
def begin(
    member: Member,
    *,
    kind: CaseKind,
    grade: str,
    version: StandardVersion,
    references: Collection[StandardVersion] = (),
    sites: Collection[Site],
    by: User,
) -> Case:
    """A draft, held by these versions to its end, with an empty self-review. The references are
    scored beside the primary one and don't count. Raises Refused."""
    # One after the other for a company: else two drafts could begin at once.
    company = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if obstacle := _not_to_begin(company, version, references, grade, sites, by=by):
        raise Refused(obstacle)
    now = clock.now()
    row = Case.objects.create(
        member=company, kind=kind, grade_applied=grade, created_by=by, created_at=now, since=now
    )
    row.sites.set(sites)
    CaseStandard.objects.create(case=row, version=version, role=Role.PRIMARY, share=WHOLE)
    for each in references:
        CaseStandard.objects.create(case=row, version=each, role=Role.REFERENCE, share=0)
    Checklist.objects.create(case=row, kind=SnapshotKind.SELF, opened_at=now)
    after = {
        "性质": kind.label,
        "申请等级": grade,
        "标准": str(version),
        "参考": "、".join(map(str, references)),
    }
    audit.record(row, "建立申请", by=by, after={k: v for k, v in after.items() if v})
    return row


def publish_inside(case: Case, *, by: User) -> Case:
    """The self-review is done and hangs out in the company. Raises Refused."""
    checklist = case.checklists.filter(kind=SnapshotKind.SELF).first()
    if checklist and (left := guards.unanswered(checklist)):
        raise Refused(f"自评还有 {left} 项没有填。请逐项填写，再开始企业内部公示。")
    if not case.sites.filter(key_areas__isnull=False).exists():
        raise Refused("所选场所还没有登记重点部位。请先登记，没有的选“其他”并写明。", field="sites")
    return steps.take(case, "publish_inside", by=by)


def reopen(case: Case, *, by: User, reason: str = "") -> Case:
    """Back to the self-review: the days of the notice inside begin anew. Raises Refused."""
    return steps.take(case, "reopen", by=by, reason=reason)


@transaction.atomic
def apply(case: Case, *, committed: Collection[CommitmentItem], by: User) -> Case:
    """单位管理员 commits, line by line, and applies; the case gets its number. Raises Refused."""
    row = Case.objects.select_for_update().get(pk=case.pk)
    if row.state != CaseState.INTERNAL_NOTICE:
        return steps.take(case, "apply", by=by)  # says what the state is now
    if not heads_company(by, row.member):
        raise Refused("承诺和提交申请须由主要负责人（单位管理员）本人办理。")
    if found := eligibility.ban(row.member):
        raise Refused(_banned(found.reason, day_words(found.until)))
    if not documents.current(row).filter(kind=DocumentKind.SELF_REPORT).exists():
        raise Refused("还没有上传自评报告。请在“材料”里上传盖章的自评报告。")
    missing = CommitmentItem.objects.filter(active=True).exclude(
        pk__in=[item.pk for item in committed]
    )
    if missing.exists():
        raise Refused(
            f"还有 {missing.count()} 项承诺没有确认。不能承诺的，请先与安全技术部联系。",
            field="committed",
        )
    now = clock.now()
    Commitment.objects.bulk_create(
        Commitment(case=row, item=item, text=item.text, signed_by=by, signed_at=now)
        for item in committed
        if item.active
    )
    # A number that a refusal below takes back is given to whoever applies next.
    (serial,) = numbering.take(COUNTER, clock.today().year)
    row.number, row.submitted_at = f"AL-BZH-{clock.today().year}-{serial:05d}", now
    row.save(update_fields=["number", "submitted_at"])
    return steps.take(case, "apply", by=by)


@transaction.atomic
def ask_correction(case: Case, *, gaps: Collection[str], by: User, reason: str = "") -> Case:
    """Tells the company once of everything that is missing. Raises Refused."""
    lines = [" ".join(text.split()) for text in gaps if text.strip()]
    if not lines:
        raise Refused("请写明要补正什么，一行一项。", field="gaps")
    _write_gaps(case, lines)
    return steps.take(
        case, "ask_correction", by=by, reason=reason.strip() or "；".join(lines)[:500]
    )


@transaction.atomic
def answer_gap(gap: Gap, *, answer: str, upload: "File[bytes] | None" = None, by: User) -> Gap:
    """What the company did about one line, with a paper where there is one. Raises Refused."""
    case = Case.objects.select_for_update().get(pk=gap.case_id)
    if not (acts_for_company(by, case.member) or may_handle_cases(by)):
        raise Refused("您没有权限填写这家企业的补正。")
    if case.state != CaseState.CORRECTION:
        raise Refused(f"案件现在是“{case.get_state_display()}”，不能再填补正。请刷新页面。")
    if not answer.strip():
        raise Refused("请写明怎样补正的。", field="answer")
    row = Gap.objects.select_for_update(of=("self",)).get(pk=gap.pk)
    if upload is not None:
        row.document = documents.hand_in(
            case, upload, kind=DocumentKind.CORRECTION, title=f"补正：{row.text}"[:120],
            replaces=row.document, by=by,
        )  # fmt: skip
    row.answer, row.answered_by, row.answered_at = answer.strip()[:500], by, clock.now()
    row.save()
    audit.record(row, "填写补正", by=by, after={"事项": row.text, "补正": row.answer}, about=case)
    return row


def resubmit(case: Case, *, by: User, reason: str = "") -> Case:
    """Raises Refused while a line has no answer; staff may go on without, once the term is over."""
    if obstacle := not_to_resubmit(case, by=by):
        raise Refused(obstacle)
    return steps.take(case, "resubmit", by=by, reason=reason)


def not_to_resubmit(case: Case, *, by: User) -> str | None:
    left = Gap.objects.filter(case=case, answered_at__isnull=True).count()
    if not left:
        return None
    if not may_handle_cases(by):
        return f"还有 {left} 项补正没有填写。请逐项填写后一次提交。"
    term = case.clocks.filter(kind=ClockKind.CORRECTION, done_on__isnull=True).first()
    if term and term.due_on >= clock.today():
        return f"补正期限到{day_words(term.due_on)}（含），企业还有 {left} 项没有填写，请等期满。"
    return None


def withdraw(case: Case, *, by: User, reason: str) -> Case:
    return steps.take(case, "withdraw", by=by, reason=reason)


def write_returned(case: Case, text: str) -> None:
    """The bureau's own words are the lines that it sends the case back with."""
    _write_gaps(case, [" ".join(line.split()) for line in text.splitlines() if line.strip()])


# --- Details ------------------------------------------------------------------------------------
def _write_gaps(case: Case, lines: Collection[str]) -> None:
    now = clock.now()
    Gap.objects.bulk_create(Gap(case=case, text=text[:300], asked_at=now) for text in lines)


def _not_to_begin(
    member: Member,
    version: StandardVersion,
    references: Collection[StandardVersion],
    grade: str,
    sites: Collection[Site],
    *,
    by: User,
) -> str | None:
    if not (acts_for_company(by, member) or may_handle_cases(by)):
        return "您没有权限替这家企业申请。请由企业经办人或安全技术部办理。"
    if member.state != MemberState.ACTIVE:
        return f"{member.name}的会籍是“{member.get_state_display()}”，在册的会员单位才能申请。"
    if found := eligibility.ban(member):
        return _banned(found.reason, day_words(found.until))
    if not sites or any(site.member_id != member.pk for site in sites):
        return "请选择本单位的场所，至少一个。"
    return _not_by(version, references, grade) or _twice(member, version)


def _not_by(
    version: StandardVersion, references: Collection[StandardVersion], grade: str
) -> str | None:
    known = set(eligibility.in_force(clock.today()).values_list("pk", flat=True))
    for each in (version, *references):
        if each.pk not in known:
            return f"{each}今天没有实施，不能作为依据。请选现行版本。"
    if version in references:
        return "主要依据不能同时作为参考依据。"
    grades = list(version.thresholds.values_list("grade", flat=True))
    if grade not in grades:
        return f"{version}没有“{grade}”这一等级，可申请：{'、'.join(grades)}。"
    return None


def _twice(member: Member, version: StandardVersion) -> str | None:
    other = eligibility.open_case(member, version)
    return (
        f"{other}正在办理（{other.get_state_display()}），同一标准不能再申请。" if other else None
    )


def _banned(why: str, until: str) -> str:
    return f"{until}（含）前不受理申请：{why}。"
