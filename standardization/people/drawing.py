"""Draws: experts for a panel, and which cases of a batch are rechecked. What was drawn from, who was
left out and why, and the seed are kept; ``again`` draws once more from the record alone."""

import secrets
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Min

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.cases import steps
from standardization.enums import BatchState, CaseState, Duty, Role
from standardization.models import Answer, Batch, Case, CaseStandard, Draw, DrawRule, Expert
from standardization.people import lots, pool
from standardization.people.assigning import DUTY_STATES
from standardization.rules import may_draw

SEED_BYTES = 16


@transaction.atomic
def draw_experts(
    case: Case, *, duty: Duty, count: int, skill: str = "", by: User, seed: str = ""
) -> Draw:
    """So many of the pool who may be asked; fewer if there are fewer. Asking is ``assigning.invite``.
    Raises Refused."""
    _may(by)
    row = Case.objects.select_for_update().get(pk=case.pk)
    if row.state not in DUTY_STATES[duty]:
        raise Refused(f"案件现在是“{row.get_state_display()}”，不需要{duty.label}。", field="duty")
    if count < 1:
        raise Refused("请写明抽取几位。", field="count")
    everybody = list(pool.experts().order_by("pk"))
    why = pool.unfit(row, everybody, duty=duty)
    for each in everybody:
        if skill and skill not in each.skills:
            why.setdefault(each.pk, []).append(f"专业不含{skill}")
    population = [each for each in everybody if each.pk not in why]
    if not population:
        raise Refused("专家库里没有可以抽取的人。请核对专业、证书有效期和利害关系。")
    seed = seed or secrets.token_hex(SEED_BYTES)
    chosen = lots.order(seed, (each.pk for each in population))[:count]
    return _kept(
        f"{duty.label} {count} 位" + (f"（{skill}）" if skill else ""),
        about=row,
        seed=seed,
        population=[_person(each) for each in population],
        left_out=[_person(e) | {"why": "；".join(why[e.pk])} for e in everybody if e.pk in why],
        chosen=chosen,
        by=by,
        case=row,
    )


@transaction.atomic
def draw_rechecks(batch: Batch, *, by: User, seed: str = "") -> Draw:
    """Which cases of a review organisation's batch are rechecked, and takes them there: those that
    must be come first, the lot fills up to the rate. Once a batch. Raises Refused."""
    _may(by)
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state != BatchState.COLLECTING:
        raise Refused(f"这一批已经抽取过（{held.get_state_display()}），不能再抽。")
    rule = DrawRule.objects.order_by("pk").first()
    if rule is None:
        raise Refused("还没有登记复核抽取办法。请安全技术部负责人先登记。")
    rows = list(held.cases.select_for_update(of=("self",)).select_related("member").order_by("pk"))
    ready = [row for row in rows if row.state == CaseState.RECHECK_SELECTION]
    if not ready:
        raise Refused("这一批没有待抽取的案件。报告审核通过后才能抽取。")
    must = _must(ready, rule)
    seed = seed or secrets.token_hex(SEED_BYTES)
    chosen = _chosen(ready, must, rule, seed)
    made = _kept(
        f"现场复核（{rule.numerator}/{rule.denominator}）",
        about=held,
        seed=seed,
        population=[_case(row) | {"must": must.get(row.pk, "")} for row in ready],
        left_out=[
            _case(row) | {"why": f"现在是“{row.get_state_display()}”"}
            for row in rows
            if row not in ready
        ],
        chosen=chosen,
        by=by,
        batch=held,
    )
    for row in ready:
        verb = "select" if row.pk in chosen else "pass_over"
        steps.take(row, verb, by=by, reason=must.get(row.pk) or f"抽取记录 {made.pk}")
    held.state = batch.state = BatchState.DRAWN
    held.save(update_fields=["state"])
    return made


def _chosen(ready: list[Case], must: dict[int, str], rule: DrawRule, seed: str) -> list[int]:
    chosen = [row.pk for row in ready if row.pk in must]
    lot = lots.order(seed, (row.pk for row in ready if row.pk not in must))
    wanted = lots.quota(len(ready), rule.numerator, rule.denominator)
    return chosen + lot[: max(wanted - len(chosen), 0)]


def again(draw: Draw) -> list[int]:
    """Draws once more from what was kept; the same as ``chosen``, or the record isn't whole."""
    must = [each["id"] for each in draw.population if each.get("must")]
    rest = [each["id"] for each in draw.population if not each.get("must")]
    return must + lots.order(draw.seed, rest)[: len(draw.chosen) - len(must)]


@transaction.atomic
def gather(*, title: str, cases: Collection[Case], by: User) -> Batch:
    """Cases that are drawn, published or announced together; of one review organisation if all
    were given to the same. Raises Refused."""
    _may(by)
    if not title.strip():
        raise Refused("请写明批次名称。", field="title")
    if Batch.objects.filter(title=title.strip()).exists():
        raise Refused("已有同名的批次，请换一个名称。", field="title")
    rows = list(Case.objects.select_for_update().filter(pk__in=[case.pk for case in cases]))
    if not rows:
        raise Refused("请至少选择一个案件。", field="cases")
    taken = [str(row.number or row.pk) for row in rows if row.batch_id is not None]
    if taken:
        raise Refused(f"已在别的批次里：{'、'.join(taken)}。", field="cases")
    organisations = {row.organisation_id for row in rows}
    made = Batch.objects.create(
        title=title.strip(),
        organisation_id=organisations.pop() if len(organisations) == 1 else None,
        created_at=clock.now(),
    )
    for row in rows:
        row.batch = made
        row.save(update_fields=["batch"])
        audit.record(row, "编入批次", by=by, after={"批次": made.title})
    return made


# --- Details ------------------------------------------------------------------------------------
def _may(by: User) -> None:
    if not may_draw(by):
        raise Refused("您没有权限抽取。请由安全技术部办理。")


def _must(ready: list[Case], rule: DrawRule) -> dict[int, str]:
    """Which of these are rechecked whatever the lot says, and why."""
    keys = [row.pk for row in ready]
    found: dict[int, str] = {}
    industries = CaseStandard.objects.filter(
        case__in=keys, role=Role.PRIMARY, version__standard__industry__in=rule.industries
    )
    for key, word in industries.values_list("case", "version__standard__industry"):
        found[key] = f"必查：{word}"
    if rule.after_veto:
        vetoed = Answer.objects.filter(checklist__case__in=keys, event__veto_failed=True)
        for key in vetoed.values_list("checklist__case", flat=True):
            found.setdefault(key, "必查：评审触发过否决")
    if rule.first_of_organisation:
        given = Case.objects.filter(organisation__in=[row.organisation_id for row in ready])
        firsts = given.order_by().values("organisation").annotate(first=Min("pk"))
        for key in {each["first"] for each in firsts} & set(keys):
            found.setdefault(key, "必查：评审单位的首个案件")
    return found


def _kept(
    what: str,
    *,
    about: Any,
    seed: str,
    population: list[dict[str, Any]],
    left_out: list[dict[str, Any]],
    chosen: list[int],
    by: User,
    case: Case | None = None,
    batch: Batch | None = None,
) -> Draw:
    made = Draw.objects.create(
        what=what[:80],
        case=case,
        batch=batch,
        algorithm=lots.ALGORITHM,
        seed=seed,
        population=population,
        left_out=left_out,
        chosen=chosen,
        drawn_by=by,
        drawn_at=clock.now(),
    )
    names = {each["id"]: each["name"] for each in population}
    after = {"事项": what, "抽中": "、".join(names[key] for key in chosen), "种子": seed}
    audit.record(made, "抽取", by=by, after=after, about=about)
    return made


def _person(row: Expert) -> dict[str, Any]:
    return {"id": row.pk, "name": row.name}


def _case(row: Case) -> dict[str, Any]:
    return {"id": row.pk, "name": f"{row.number} {row.member.name}"}
