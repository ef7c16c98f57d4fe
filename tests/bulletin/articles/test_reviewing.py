"""Three different people read the same text, and their word holds for that text alone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction

from association.accounts import deputies, roles
from association.base import clock
from association.base.errors import Refused
from bulletin import body, reference
from bulletin.articles import editing, reviewing
from bulletin.checks import waive
from bulletin.enums import Level, Stage
from bulletin.models import Article, Review
from tests.factories import accounts, cast
from tests.factories import bulletin as make

pytestmark = pytest.mark.django_db


def say(row: Article, level: Level, by: str, **told):
    told = {"passed": True, "opinion": "同意。", "version": make.newest(row), **told}
    return reviewing.review(row, level=level, by=cast.person(by), **told)


def test_three_people_pass_a_piece_on_to_its_proofs() -> None:
    row = make.handed_over()

    for level in Level:
        say(row, level, make.READERS[level])

    assert row.stage == Stage.PROOFS
    assert row.approved == make.newest(row)
    assert row.due_on > clock.today()


def test_a_stage_is_taken_in_its_order() -> None:
    row = make.handed_over()

    with pytest.raises(Refused, match="不能终审"):
        say(row, Level.FINAL, "head")


@pytest.mark.parametrize("level", Level)
def test_each_level_needs_its_own_right(level: Level) -> None:
    row = make.passed(make.handed_over(), *list(Level)[: level - 1])

    with pytest.raises(Refused, match="没有权限"):
        say(row, level, "social")


def test_an_opinion_is_needed_and_stays_readable() -> None:
    row = make.handed_over()
    with pytest.raises(Refused, match="审稿意见"):
        say(row, Level.FIRST, "bulletin", opinion="  ")

    assert say(row, Level.FIRST, "bulletin", opinion=" 可以。 ").opinion == "可以。"


def test_nobody_judges_a_text_they_have_not_seen() -> None:
    row = make.handed_over()
    seen = make.newest(row)
    editing.reopen(row, by=cast.person("bulletin"), reason="补一句")
    editing.keep(row, by=cast.person("bulletin"), saves=row.saves, fields={"title": "另一个标题"})
    reviewing.hand_over(row, by=cast.person("bulletin"))

    with pytest.raises(Refused, match="不是您看到的那一版"):
        say(row, Level.FIRST, "bulletin", version=seen)


def test_one_sent_back_begins_anew_only_if_somebody_had_passed_it() -> None:
    row = make.handed_over()
    say(row, Level.FIRST, "bulletin", passed=False, opinion="数字没有出处。")
    assert (row.stage, row.round) == (Stage.EDITING, 1)

    other = make.passed(make.handed_over("第二篇"), Level.FIRST)
    say(other, Level.SECOND, "general", passed=False, opinion="请补充时间。")

    assert (other.stage, other.round) == (Stage.EDITING, 2)
    reviewing.hand_over(other, by=cast.person("bulletin"))
    say(other, Level.FIRST, "bulletin")  # who passed it in the first round may again
    assert list(other.reviews.values_list("round", "passed")) == [
        (1, True), (1, False), (2, True),
    ]  # fmt: skip


def test_who_stands_in_for_two_is_still_one() -> None:
    jian = cast.person("bulletin")
    group = Group.objects.get(name=roles.table()["general"]["name"])
    deputies.appoint(
        principal=cast.person("general"), deputy=jian, role=group, start=clock.today(),
        end=clock.today() + timedelta(days=1), reason="出差", by=accounts.staff("general", "吴安"),
    )  # fmt: skip
    row = make.passed(make.handed_over(), Level.FIRST)

    with pytest.raises(Refused, match="已经通过了这一轮的初审"):
        say(row, Level.SECOND, "bulletin")


def test_the_database_holds_to_three_people_too() -> None:
    row = make.passed(make.handed_over(), Level.FIRST)

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            article=row, version=make.newest(row), round=1, level=Level.SECOND, passed=True,
            opinion="同意。", by=cast.person("bulletin"), at=clock.now(),
        )  # fmt: skip


def test_the_final_review_is_strict_and_a_waived_word_lets_it_pass() -> None:
    reference.install()
    text = body.to_json(body.from_typed("全省布署了这项工作。"))
    row = make.passed(make.handed_over(body=text), Level.FIRST, Level.SECOND)
    with pytest.raises(Refused, match="布署") as told:
        say(row, Level.FINAL, "head")
    assert "还有 1 处" in told.value.message
    row.refresh_from_db()
    assert (row.stage, row.approved) == (Stage.FINAL, None)

    found = next(each for each in make.findings(row) if each.wrong == "布署")
    waive(row, finding=found.key, reason="原文如此", by=cast.person("bulletin"))
    say(row, Level.FINAL, "head")

    assert row.stage == Stage.PROOFS


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("threads")
def test_two_reviewers_at_once_let_it_pass_once() -> None:
    reference.install()
    row = make.handed_over()
    version = make.newest(row)
    people = [cast.person("bulletin"), accounts.staff("bulletin", "简心", username="jian.xin")]

    def one(by) -> str:
        try:
            reviewing.review(
                row, level=Level.FIRST, version=version, passed=True, opinion="同意。", by=by
            )
        except Refused as refusal:
            return refusal.message
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(one, people))

    assert said[0] == ""
    assert "待复审" in said[1]
    assert Article.objects.get(pk=row.pk).reviews.count() == 1
