"""One writes at a time; nothing typed is lost; what was written stays as versions."""

from datetime import timedelta

import pytest

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from bulletin import body, queries
from bulletin.articles import beginning, editing, proofing, reviewing, versions
from bulletin.body import Paragraph, Picture, Run
from bulletin.enums import Stage
from bulletin.models import ArticlePicture, Column
from tests.factories import accounts, cast, texts
from tests.factories import bulletin as make

pytestmark = pytest.mark.django_db


def colleague():
    found = User.objects.filter(username="jian.xin").first()
    return found or accounts.staff("bulletin", "简心", username="jian.xin")


def test_whoever_opens_it_first_writes_and_the_other_sees_who() -> None:
    row = make.article()

    ours = editing.open_for(row, by=cast.person("bulletin"))
    other = editing.open_for(row, by=colleague())

    assert ours.ours
    assert (other.ours, other.holder) == (False, cast.person("bulletin"))


def test_a_lease_ends_by_itself_and_saving_renews_it() -> None:
    row, editor = make.article(), cast.person("bulletin")
    editing.open_for(row, by=editor)
    later = clock.now() + timedelta(minutes=9)

    with clock.at(later):
        editing.keep(row, by=editor, saves=0, fields={}, blocks=None)
    with clock.at(later + timedelta(minutes=9)):
        assert not editing.open_for(row, by=colleague()).ours
    with clock.at(later + timedelta(minutes=11)):
        assert editing.open_for(row, by=colleague()).ours


def test_a_colleague_takes_over_with_a_reason_and_the_text_so_far_is_kept() -> None:
    row, other = make.article(), colleague()
    editing.open_for(row, by=cast.person("bulletin"))

    with pytest.raises(Refused, match="接手的理由"):
        editing.take_over(row, by=other, reason=" ")
    lease = editing.take_over(row, by=other, reason="简宁休假")

    assert lease.ours
    assert make.newest(row).by == cast.person("bulletin")
    with pytest.raises(Refused, match="正在编辑"):
        editing.keep(row, by=cast.person("bulletin"), saves=0, fields={}, blocks=None)


def test_what_another_page_saved_is_never_written_over() -> None:
    row, editor = make.article(), cast.person("bulletin")
    editing.keep(row, by=editor, saves=0, fields={"title": "这一页的标题"})

    with pytest.raises(editing.Elsewhere) as told:
        editing.keep(row, by=editor, saves=0, fields={"title": "那一页的标题"})

    assert told.value.stands.title == "这一页的标题"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": "  "}, "主标题不能空着"),
        ({"title": "长" * 81}, "主标题"),
        ({"source_url": "javascript:alert(1)"}, "来源网址"),
    ],
)
def test_a_field_that_cannot_stand_is_named(fields: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        editing.keep(make.article(), by=cast.person("bulletin"), saves=0, fields=fields)


def test_a_picture_of_another_piece_stays_there() -> None:
    row, editor = make.article(), cast.person("bulletin")
    foreign = editing.add_picture(make.article("另一篇"), upload=texts.picture(), by=editor)

    with pytest.raises(Refused, match="不属于本稿"):
        editing.keep(row, by=editor, saves=0, fields={}, blocks=(Picture(foreign.key),))
    with pytest.raises(Refused, match="封面图"):
        editing.keep(row, by=editor, saves=0, fields={"cover": foreign})


def test_what_the_editor_sends_is_read_and_what_is_lost_is_told() -> None:
    told = editing.typed("<h2>一</h2><p>文<u>字</u><script>x</script></p>", html=True)

    assert body.text(told.blocks) == "一\n文字"
    assert len(told.lost) == 2
    assert editing.typed("一、起因\n文字", html=False).lost == ()


def test_an_older_version_comes_back_and_nothing_in_between_is_lost() -> None:
    row, editor = make.article(), cast.person("bulletin")
    first = editing.save_version(row, by=editor, note="起稿")
    editing.keep(row, by=editor, saves=0, fields={"title": "改坏的标题"}, blocks=())

    editing.restore(first, by=editor)

    row.refresh_from_db()
    assert (row.title, row.body) == (first.head["title"], first.body)
    assert [each.head["title"] for each in row.versions.order_by("number")] == [
        first.head["title"], "改坏的标题", first.head["title"],
    ]  # fmt: skip


def test_a_picture_that_a_version_shows_stays() -> None:
    row, editor = make.article(), cast.person("bulletin")
    picture = editing.add_picture(row, upload=texts.picture(), by=editor)
    editing.keep(row, by=editor, saves=0, fields={}, blocks=(Picture(picture.key),))
    with pytest.raises(Refused, match="还在正文里"):
        editing.drop_picture(picture, by=editor)
    editing.save_version(row, by=editor)
    editing.keep(row, by=editor, saves=1, fields={}, blocks=(Paragraph((Run("没有图"),)),))

    with pytest.raises(Refused, match="以前的版本"):
        editing.drop_picture(picture, by=editor)
    unused = editing.add_picture(row, upload=texts.picture(), by=editor)
    editing.drop_picture(unused, by=editor)

    assert list(ArticlePicture.objects.filter(article=row)) == [picture]


def test_once_handed_over_the_text_is_its_readers() -> None:
    row, editor = make.handed_over(), cast.person("bulletin")

    for act in (
        lambda: editing.keep(row, by=editor, saves=row.saves, fields={}),
        lambda: editing.restore(make.newest(row), by=editor),
        lambda: editing.add_picture(row, upload=texts.picture(), by=editor),
    ):
        with pytest.raises(Refused, match="不能直接改"):
            act()


def test_only_editors_write() -> None:
    row, chen = make.article(), cast.person("head")

    for act in (
        lambda: editing.open_for(row, by=chen),
        lambda: editing.keep(row, by=chen, saves=0, fields={}),
        lambda: editing.save_version(row, by=chen),
        lambda: editing.arrange(row, by=chen, column=row.column, editor=row.editor, due_on=None),
        lambda: beginning.begin(column=row.column, title="新稿", by=chen),
        lambda: reviewing.hand_over(row, by=chen),
        lambda: proofing.correct(row, by=cast.person("finance"), saves=0, blocks=(), note="改"),
    ):
        with pytest.raises(Refused, match="没有权限"):
            act()


def test_taken_back_after_a_review_it_begins_a_new_round() -> None:
    fresh = make.handed_over()
    editing.reopen(fresh, by=cast.person("bulletin"), reason="补一段")
    assert (fresh.stage, fresh.round) == (Stage.EDITING, 1)

    row = make.ready(title="第二篇")
    editing.reopen(row, by=cast.person("bulletin"), reason="补一段")

    assert (row.stage, row.round, row.approved) == (Stage.EDITING, 2, None)
    assert row.reviews.count() == 3


def test_a_piece_is_moved_to_another_column_with_a_day() -> None:
    row, editor = make.handed_over(), cast.person("bulletin")
    news = Column.objects.get(slug="news")

    editing.arrange(row, by=editor, column=news, editor=editor, due_on=clock.today())

    assert (row.column, row.due_on, row.stage) == (news, clock.today(), Stage.FIRST)
    with pytest.raises(Refused, match="责任编辑"):
        editing.arrange(row, by=editor, column=news, editor=cast.person("head"), due_on=None)


def test_a_piece_can_be_given_to_everybody_who_edits_and_to_nobody_else() -> None:
    editor, other = cast.person("bulletin"), colleague()
    cast.person("head")

    assert set(queries.editors()) == {editor, other}


def test_a_dropped_piece_goes_nowhere() -> None:
    row = make.ready()
    editing.drop(row, by=cast.person("bulletin"), reason="活动取消")

    with pytest.raises(Refused, match="不能发布"):
        make.publishing.publish(row, by=cast.person("head"))
    assert versions.latest(row)
