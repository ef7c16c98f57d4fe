"""What was approved comes before its readers, on time, goes again, and is corrected by two."""

from datetime import timedelta

import pytest

from association.base import audit, clock
from association.base.errors import Refused
from association.base.models import OutboxRow
from bulletin import body
from bulletin.articles import correcting, editing, publishing, reviewing
from bulletin.body import Paragraph, Run
from bulletin.enums import Channel, Level, ProofLevel, Severity, Stage, VersionKind
from bulletin.models import Article, WordRule
from tests.factories import bulletin as make
from tests.factories import cast, texts

pytestmark = pytest.mark.django_db


def text(*added: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph((Run(each),)) for each in (texts.SENTENCE * 10, *added))


def forbid(word: str) -> None:
    WordRule.objects.create(word=word, severity=Severity.BLOCK, kind="提法")


def test_a_member_is_told_once_where_it_appeared() -> None:
    row = make.adopted()
    reviewing.hand_over(row, by=cast.person("bulletin"))
    make.proofread(make.passed(row, *Level), *ProofLevel)

    publishing.publish(row, by=cast.person("head"))
    publishing.take_down(row, by=cast.person("head"), reason="补图")
    publishing.publish(row, by=cast.person("head"))

    assert (row.stage, row.published) == (Stage.PUBLISHED, row.approved)
    one = row.publications.get()
    assert (one.channel, one.place) == (Channel.WEB, publishing.address(row))
    told = OutboxRow.objects.filter(rule="bulletin.published", channel="portal").get()
    assert one.place in told.body
    assert told.person == row.submission.submitter


def test_only_what_is_ready_is_published_and_only_by_whom_may() -> None:
    with pytest.raises(Refused, match="不能发布"):
        publishing.publish(make.in_proofs(), by=cast.person("head"))
    with pytest.raises(Refused, match="没有权限"):
        publishing.publish(make.ready(title="第二篇"), by=cast.person("general"))


def test_a_word_that_is_forbidden_since_stops_the_publication() -> None:
    row = make.ready(body=body.to_json(body.from_typed("全员动员一次。")))
    forbid("全员动员")

    with pytest.raises(Refused, match="全员动员"):
        publishing.publish(row, by=cast.person("head"))

    row.refresh_from_db()
    assert (row.stage, row.published) == (Stage.READY, None)


def test_it_appears_and_goes_when_it_is_time_and_only_once() -> None:
    row, head = make.ready(), cast.person("head")
    now = clock.now()
    times = {"publish_at": now + timedelta(hours=1), "unpublish_at": now + timedelta(hours=3)}
    publishing.schedule(row, by=head, **times)

    assert publishing.run_due() == 0
    with clock.at(now + timedelta(hours=2)):
        assert (publishing.run_due(), publishing.run_due()) == (1, 0)
    row.refresh_from_db()
    assert (row.stage, row.publish_at) == (Stage.PUBLISHED, None)
    with clock.at(now + timedelta(hours=4)):
        assert (publishing.run_due(), publishing.run_due()) == (1, 0)
    row.refresh_from_db()
    assert row.stage == Stage.TAKEN_DOWN


def test_one_that_cannot_appear_holds_up_no_other_and_says_why() -> None:
    bad = make.ready(body=body.to_json(body.from_typed("全员动员一次。")))
    good = make.ready(title="第二篇")
    forbid("全员动员")
    now = clock.now()
    for row in (bad, good):
        at = now + timedelta(hours=1)
        publishing.schedule(row, by=cast.person("head"), publish_at=at, unpublish_at=None)

    with clock.at(now + timedelta(hours=2)):
        assert publishing.run_due() == 1

    bad.refresh_from_db()
    assert (bad.stage, bad.publish_at) == (Stage.READY, None)
    assert "全员动员" in audit.timeline(bad).first().reason
    assert Article.objects.get(pk=good.pk).stage == Stage.PUBLISHED


def test_times_are_in_the_future_and_in_order() -> None:
    row, head, now = make.ready(), cast.person("head"), clock.now()
    hour = timedelta(hours=1)

    with pytest.raises(Refused, match="现在之后"):
        publishing.schedule(row, by=head, publish_at=now - hour, unpublish_at=None)
    with pytest.raises(Refused, match="发布之后"):
        publishing.schedule(row, by=head, publish_at=now + hour, unpublish_at=now + hour)


def test_back_with_its_editor_it_has_no_times_any_more_and_its_history_says_so() -> None:
    row, head, now = make.ready(), cast.person("head"), clock.now()
    day = timedelta(days=1)
    publishing.schedule(row, by=head, publish_at=now + day, unpublish_at=now + 3 * day)
    publishing.schedule(row, by=head, publish_at=None, unpublish_at=now + 3 * day)

    editing.reopen(row, by=cast.person("bulletin"), reason="改数字")
    row.refresh_from_db()
    assert (row.publish_at, row.unpublish_at) == (None, None)
    entry = audit.timeline(row).get(action="取消定时")
    assert entry.before == {"定时撤下": f"{(now + 3 * day).astimezone(clock.TZ):%Y-%m-%d %H:%M}"}

    with clock.at(now + 7 * day):
        reviewing.hand_over(row, by=cast.person("bulletin"))
        make.proofread(make.passed(row, *Level), *ProofLevel)
        publishing.publish(row, by=head)
        assert publishing.run_due() == 0
    row.refresh_from_db()
    assert row.stage == Stage.PUBLISHED


def test_without_times_nothing_is_said_of_them_when_it_goes_back() -> None:
    row = make.ready()
    editing.reopen(row, by=cast.person("bulletin"), reason="改数字")
    assert not audit.timeline(row).filter(action="取消定时").exists()


def test_it_is_not_published_after_the_time_at_which_it_was_to_go() -> None:
    row, head, now = make.ready(), cast.person("head"), clock.now()
    hour = timedelta(hours=1)
    publishing.schedule(row, by=head, publish_at=None, unpublish_at=now + hour)

    with clock.at(now + 2 * hour):
        with pytest.raises(Refused, match="“定时撤下”.*已经过去：请先在“定时”里改到以后，或者清空"):
            publishing.publish(row, by=head)
        row.refresh_from_db()
        assert (row.stage, row.published) == (Stage.READY, None)

        publishing.schedule(row, by=head, publish_at=None, unpublish_at=None)
        publishing.publish(row, by=head)
        assert publishing.run_due() == 0
    assert row.stage == Stage.PUBLISHED


def test_a_piece_whose_whole_time_has_gone_by_is_not_shown_for_a_minute() -> None:
    row, now = make.ready(), clock.now()
    hour = timedelta(hours=1)
    times = {"publish_at": now + hour, "unpublish_at": now + 2 * hour}
    publishing.schedule(row, by=cast.person("head"), **times)

    with clock.at(now + 3 * hour):
        assert (publishing.run_due(), publishing.run_due()) == (0, 0)

    row.refresh_from_db()
    assert (row.stage, row.publish_at, row.published) == (Stage.READY, None, None)
    entry = audit.timeline(row).first()
    assert (entry.action, "已经过去" in entry.reason) == ("定时发布没有进行", True)


def test_published_by_hand_before_its_time_it_still_goes_when_it_was_to_go() -> None:
    row, head, now = make.ready(), cast.person("head"), clock.now()
    hour = timedelta(hours=1)
    publishing.schedule(row, by=head, publish_at=now + hour, unpublish_at=now + 2 * hour)
    publishing.publish(row, by=head)

    with clock.at(now + 3 * hour):
        assert publishing.run_due() == 1
    row.refresh_from_db()
    assert row.stage == Stage.TAKEN_DOWN


def test_a_mistake_is_put_right_by_one_and_let_out_by_another() -> None:
    row, jian = make.out(body=body.to_json(text("参加的有 12 人。"))), cast.person("bulletin")
    seen = row.published

    made = correcting.propose(
        row, by=jian, saves=row.saves, blocks=text("参加的有 13 人。"), note="人数应为 13 人。"
    )
    assert (made.kind, row.published) == (VersionKind.CORRECTION, seen)
    with pytest.raises(Refused, match="另一个人"):
        correcting.confirm(row, version=made, by=jian)
    correcting.confirm(row, version=made, by=cast.person("head"))

    assert row.published == row.approved == made
    assert [each.note for each in correcting.told(row)] == ["人数应为 13 人。"]


def test_a_correction_sent_back_leaves_what_readers_see() -> None:
    row, jian = make.out(body=body.to_json(text("12 人"))), cast.person("bulletin")
    made = correcting.propose(row, by=jian, saves=row.saves, blocks=text("13 人"), note="人数")
    head = cast.person("head")

    correcting.decline(row, version=made, by=head, reason="原来的对")

    assert row.body == row.published.body
    assert correcting.pending(row) is None
    again = correcting.propose(row, by=jian, saves=row.saves, blocks=text("14 人"), note="是 14")
    correcting.confirm(row, version=again, by=head)
    assert [each.note for each in correcting.told(row)] == ["是 14"]


def test_another_piece_is_no_correction() -> None:
    row = make.out(body=body.to_json(text()))

    with pytest.raises(Refused, match="十分之一"):
        correcting.propose(
            row, by=cast.person("bulletin"), saves=row.saves, blocks=text("新" * 60), note="补"
        )
    with pytest.raises(Refused, match="没有权限"):
        correcting.propose(
            row, by=cast.person("reader"), saves=row.saves, blocks=text("新"), note="补"
        )


def test_taken_down_it_may_be_written_in_again() -> None:
    row = make.out()
    publishing.take_down(row, by=cast.person("head"), reason="有误")

    editing.reopen(row, by=cast.person("bulletin"), reason="改数字")

    assert (row.stage, row.round, row.approved) == (Stage.EDITING, 2, None)
