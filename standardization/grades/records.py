"""A grade once it is announced: three years of life, yearly self-reviews, renewal, revocation."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction

from association.accounts.models import User
from association.base import audit, clock, files, numbering
from association.base.errors import Refused
from association.credentials import issuing
from standardization.cases.barring import bar
from standardization.cases.months import months_after
from standardization.enums import ActKind, Role
from standardization.models import (
    AnnualSelfReview,
    AuthorityAct,
    BanTerm,
    Case,
    GradePolicy,
    GradeRecord,
    RevocationGround,
)
from standardization.rules import Actor, acts_for_company

if TYPE_CHECKING:
    from django.core.files.base import File

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a grade stands on a day: ``word`` for people, ``shape`` for the mark beside it."""

    word: str
    shape: str
    in_force: bool


def policy(on: date) -> GradePolicy:
    found = GradePolicy.objects.filter(since__lte=on).order_by("-since").first()
    if found is None:
        raise Refused("没有登记等级有效期办法，请安全技术部负责人先登记。")
    return found


def begin(case: Case, *, by: Actor) -> GradeRecord:
    """In the transaction of the announcement: by the bureau's act, whose text is the number of the
    公告 and whose day is the first. ``end`` is the day before the anniversary. Raises Refused."""
    act = case.acts.filter(kind=ActKind.ANNOUNCE).order_by("-pk")[0]
    if not act.text:
        raise Refused("请填写公告文号，如“京应急公告 2026 年第 3 号”。", field="text")
    primary = case.standards.select_related("version").get(role=Role.PRIMARY)
    (serial,) = numbering.take("grade", act.acted_on.year)
    former = GradeRecord.objects.filter(
        member=case.member, version__standard=primary.version.standard, renewed_by__isnull=True
    ).order_by("-start")
    end = months_after(act.acted_on, policy(act.acted_on).years * MONTHS) - timedelta(1)
    record = GradeRecord.objects.create(
        number=f"AL-DJ-{act.acted_on.year}-{serial:05d}",
        member=case.member,
        case=case,
        version=primary.version,
        grade=case.grade_granted,
        start=act.acted_on,
        end=end,
        announcement=act.text[:60],
        renews=former.first(),
        announced_by=act.entered_by,
        announced_at=clock.now(),
    )
    audit.record(
        record, "登记等级", by=by, after={"等级": record.grade, "有效期至": end}, about=case
    )
    return record


def standing(record: GradeRecord, on: date) -> Standing:
    if record.revoked_on and record.revoked_on <= on:
        return Standing("已撤销", "stop", in_force=False)
    if record.end < on:
        return Standing("已到期", "none", in_force=False)
    if record.start > on:
        return Standing("尚未生效", "none", in_force=False)
    if renewal_from(record) <= on and not hasattr(record, "renewed_by"):
        return Standing("有效，可以申请复评", "due", in_force=True)
    return Standing("有效", "ok", in_force=True)


def public_standing(record: GradeRecord, on: date) -> Standing:
    """The same for everybody: when renewal may be asked for is the company's own matter."""
    found = standing(record, on)
    return Standing("有效", "ok", in_force=True) if found.in_force else found


def renewal_from(record: GradeRecord) -> date:
    """The first day of the window in which renewal may be asked for."""
    return window(record, policy(record.start).renewal_months)


def window(record: GradeRecord, months: int) -> date:
    """The same, by the months that its policy gives."""
    return months_after(record.end + timedelta(1), -months)


@transaction.atomic
def revoke(record: GradeRecord, *, act: AuthorityAct, ground: RevocationGround, by: User) -> None:
    """The bureau takes it back, on one of the grounds, and its certificate falls with it; the
    company may not apply for a while.
    Raises Refused."""
    row = GradeRecord.objects.select_for_update().get(pk=record.pk)
    if act.kind != ActKind.REVOKE or act.case_id != row.case_id:
        raise Refused("撤销等级须凭定级部门对本案的撤销决定。")
    if row.revoked_on:
        raise Refused(f"这个等级已于 {row.revoked_on:%Y-%m-%d} 撤销，不能再撤。")
    if row.end < act.acted_on:
        raise Refused("这个等级已经到期，不必撤销。")
    row.revoked_on, row.ground = act.acted_on, ground
    row.save(update_fields=["revoked_on", "ground"])
    bar(row.case, BanTerm.Ground.FAILED, f"等级被撤销，{ground.text}")
    if row.certificate:
        issuing.revoke(row.certificate, by=by, reason=ground.text, about=row.case)
    audit.record(row, "撤销等级", by=by, reason=ground.text, about=row.case)
    record.refresh_from_db()


def year_of_life(record: GradeRecord, on: date) -> int:
    """1 in its first year."""
    return sum(months_after(record.start, n * MONTHS) <= on for n in range(10)) or 1


def self_review_due(record: GradeRecord, year: int) -> date:
    """The last day of that year of its life."""
    return months_after(record.start, year * MONTHS) - timedelta(1)


def self_reviews_due(record: GradeRecord, on: date) -> list[tuple[int, date]]:
    """Years of its life, up to the one that runs, without a report; with the last day of each."""
    return missing_self_reviews(record, on) if standing(record, on).in_force else []


def missing_self_reviews(record: GradeRecord, on: date) -> list[tuple[int, date]]:
    """The same of a grade known to be in force; asks nothing if ``self_reviews`` is prefetched."""
    return missing_years(record, [review.year for review in record.self_reviews.all()], on)


def missing_years(
    record: GradeRecord, handed_in: Collection[int], on: date
) -> list[tuple[int, date]]:
    years = range(1, year_of_life(record, on) + 1)
    return [(year, self_review_due(record, year)) for year in years if year not in handed_in]


@transaction.atomic
def hand_in_self_review(
    record: GradeRecord, *, year: int, score: Decimal, report: "File[bytes]", by: User
) -> AnnualSelfReview:
    """Raises Refused."""
    row = GradeRecord.objects.select_for_update(no_key=True).get(pk=record.pk)
    if not acts_for_company(by, row.member):
        raise Refused("您没有权限提交这家企业的年度自评。")
    if not standing(row, clock.today()).in_force:
        raise Refused("这个等级已经失效，不用再交年度自评。")
    if not 1 <= year <= year_of_life(row, clock.today()):
        raise Refused("还没有到这一年，请核对年度。", field="year")
    if row.self_reviews.filter(year=year).exists():
        raise Refused(f"第 {year} 年的自评报告已经提交。", field="year")
    made = AnnualSelfReview.objects.create(
        record=row,
        year=year,
        score=score,
        file=files.keep(report, by=by, field="report"),
        by=by,
        at=clock.now(),
    )
    audit.record(made, "提交年度自评", by=by, after={"得分": score}, about=row.case)
    return made
