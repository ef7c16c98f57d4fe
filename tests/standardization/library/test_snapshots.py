"""Scores kept with what they were reckoned from, and how far a recheck is from the review."""

import json
from datetime import timedelta
from importlib import import_module
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from association.accounts.models import User
from association.base import audit, clock
from association.base.errors import Refused
from standardization.enums import AnswerState, SnapshotKind, VisitKind
from standardization.library import snapshots
from standardization.library.deviation import deviation
from standardization.models import Checklist, Item, ScoreSnapshot
from standardization.scoring.results import ENGINE
from tests.factories import cast
from tests.factories import standardization as make

pytestmark = pytest.mark.django_db
FAILS = AnswerState.FAILS


@pytest.fixture
def shi(db: None) -> User:
    return cast.person("safety")


@pytest.fixture
def review(shi: User) -> Checklist:
    """5 points off in the tank farm, all else in order."""
    case = make.case(cast.company("antai"), by=shi)
    row: Checklist = make.visit(case, by=shi, kind=VisitKind.REVIEW).checklist
    _filled(row, shi, tanks=1)
    return row


def _filled(row: Checklist, by: User, *, tanks: int, only: tuple[str, ...] = ()) -> None:
    for item in _items(row):
        if only and item.code not in only:
            continue
        if item.code == "2.1" and tanks:
            told = {str(item.deduction_rules.get().pk): tanks}
            make.answered(row, item, by=by, state=FAILS, deductions=told)
        else:
            make.answered(row, item, by=by)


def _items(row: Checklist) -> list[Item]:
    return list(row.case.standards.get().version.items.all())


def _recheck(review: Checklist, shi: User, *, tanks: int) -> Checklist:
    """Of 2.1, 2.2 and the veto 2.3."""
    row: Checklist = make.visit(review.case, by=shi).checklist
    row.scope = [item.pk for item in _items(review) if item.code != "1.1"]
    row.save()
    _filled(row, shi, tanks=tanks, only=("2.1", "2.2", "2.3"))
    return row


def test_a_snapshot_scores_again_to_the_same_bytes(review: Checklist, shi: User) -> None:
    row = snapshots.snapshot(review, by=shi)
    row.refresh_from_db()
    assert (row.kind, row.engine) == ("review", ENGINE)
    assert json.loads(row.result)["score"] == "95.0"
    assert snapshots.recomputed(row) == row.result
    assert snapshots.hashed(row.sheet) == row.sheet_hash
    assert list(snapshots.broken()) == []
    entry = audit.timeline(review.case).first()
    assert entry is not None
    assert entry.after["得分"] == "95.0"


def test_a_later_answer_changes_the_next_snapshot_and_not_the_last(
    review: Checklist, shi: User
) -> None:
    first = snapshots.snapshot(review, by=shi)
    _filled(review, shi, tanks=2)
    second = snapshots.snapshot(review, by=shi, kind="after_rectification")
    first.refresh_from_db()
    assert (json.loads(first.result)["score"], json.loads(second.result)["score"]) == (
        "95.0",
        "90.0",
    )
    assert snapshots.latest(review.case, "review") == first


def test_a_snapshot_belongs_to_the_round_that_the_case_is_in(review: Checklist, shi: User) -> None:
    first = snapshots.snapshot(review, by=shi)
    review.case.round = 2
    assert snapshots.latest(review.case, "review") is None
    second = snapshots.snapshot(review, by=shi)
    assert (first.round, second.round) == (1, 2)
    assert snapshots.latest(review.case, "review") == second
    assert snapshots.latest(review.case, "review", 1) == first


def test_a_score_from_before_rounds_were_kept_gets_the_one_it_was_taken_in(shi: User) -> None:
    """As the migration found them: all in the first."""
    case, asked = make.case(cast.company("antai"), by=shi), clock.now()
    taken = []
    for round in (1, 2):
        with clock.at(asked + timedelta(days=10 * round)):
            case.round = round
            make.assignment(case, make.expert(), by=shi)
        with clock.at(asked + timedelta(days=10 * round + 5)):
            case.round = 1
            taken.append(make.scored(case, SnapshotKind.REVIEW, "86.7", "二级"))
    alone = make.scored(make.case(case.member, by=shi), SnapshotKind.REVIEW, "86.7", "二级")
    migration = import_module("standardization.migrations.0014_score_rounds")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(migration.ROUNDS)
    rounds = dict(ScoreSnapshot.objects.values_list("pk", "round"))
    assert rounds == {taken[0].pk: 1, taken[1].pk: 2, alone.pk: 1}
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        ScoreSnapshot.objects.update(round=3)


def test_nobody_takes_a_snapshot_for_nobody(review: Checklist) -> None:
    with pytest.raises(Refused, match="谁评的分"):
        snapshots.snapshot(review, by=None)


def test_the_command_finds_a_result_that_doesnt_follow(review: Checklist, shi: User) -> None:
    row = snapshots.snapshot(review, by=shi)
    out = StringIO()
    call_command("check_scores", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"checked": 1, "broken": []}
    _tampered(row)
    with pytest.raises(CommandError, match=f"评分记录 {row.pk}：重新计分的结果与记录不同"):
        call_command("check_scores", stdout=StringIO())


def _tampered(row: ScoreSnapshot) -> None:
    """As somebody with the keys of the database might."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(
            "update standardization_scoresnapshot set result = '{}' where id = %s", [row.pk]
        )
        cursor.execute("set local session_replication_role = origin")


def test_review_and_recheck_are_compared_on_the_rechecked_items(
    review: Checklist, shi: User
) -> None:
    found = deviation(review, _recheck(review, shi, tanks=1))
    assert (str(found.review), str(found.recheck)) == ("91.7", "91.7")
    assert (found.difference, found.alarm) == (0, False)


def test_more_than_five_points_apart_is_an_alarm(review: Checklist, shi: User) -> None:
    found = deviation(review, _recheck(review, shi, tanks=2))
    assert (str(found.recheck), str(found.difference), found.alarm) == ("83.3", "8.4", True)


def test_a_veto_that_only_the_recheck_found_is_an_alarm(review: Checklist, shi: User) -> None:
    recheck = _recheck(review, shi, tanks=1)
    veto = next(item for item in _items(review) if item.code == "2.3")
    answer = make.answered(recheck, veto, by=shi, state=FAILS, veto_failed=True)
    answer.veto_confirmed_by = cast.person("safety_head")
    answer.save()
    found = deviation(review, recheck)
    assert (found.difference, found.only_recheck, found.alarm) == (0, ("2.3",), True)


def test_a_recheck_that_isnt_done_cant_be_compared(review: Checklist, shi: User) -> None:
    recheck = _recheck(review, shi, tanks=1)
    recheck.answers.all().delete()
    with pytest.raises(Refused, match="现场复核还有复核项目没有结论"):
        deviation(review, recheck)
