"""From the lock on an issue holds what it will say; another person releases it, all at once."""

from datetime import timedelta

import pytest

from association.base import audit, clock, files
from association.base.errors import Refused
from association.base.models import OutboxRow
from bulletin import body
from bulletin.articles import correcting, publishing, versions
from bulletin.editions import contents, making
from bulletin.enums import Channel, EditionKind, EditionState, IssueState, Stage
from bulletin.issues import locking, ordering, planning, preflight
from bulletin.models import Article, Column, Edition, Issue, Publication
from bulletin.readers import shelf
from tests.factories import bulletin as make
from tests.factories import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def jian():
    return cast.person("bulletin")


@pytest.fixture
def issue() -> Issue:
    return make.issue(make.approved("甲"), make.approved("乙"))


def with_of(issue: Issue) -> str:
    return contents.digest(contents.contents(issue), EditionKind.SCREEN)


def with_pdf(issue: Issue, **facts: object) -> Edition:
    """As the job leaves it, without drawing a page."""
    of = with_of(issue)
    told = {"pages": 8, "toc_mismatches": 0, "figures_without_alt": 0, **facts}
    return Edition.objects.create(
        issue=issue, kind=EditionKind.SCREEN, of=of, state=EditionState.DONE, facts=told,
        at=clock.now(),
    )  # fmt: skip


def test_the_lock_freezes_versions_and_the_names_of_columns(issue, jian):
    locking.lock(issue, by=jian)

    item = issue.items.first()
    assert item.version == item.article.approved
    row = make.under(issue, "focus")
    assert (row.name, row.english, row.colour) == ("安联聚焦", "Association Focus", "#8a2b2b")
    assert issue.state == IssueState.LOCKED


def test_what_isnt_approved_stands_in_the_way_and_is_named(issue, jian):
    ordering.add(issue, make.article("还在编辑的"), by=jian)
    with pytest.raises(Refused, match="还不能锁定：《还在编辑的》现在是“编辑加工”"):
        locking.lock(issue, by=jian)
    issue.refresh_from_db()
    assert issue.state == IssueState.PLANNING
    assert issue.items.filter(version__isnull=False).count() == 0


def test_an_empty_issue_isnt_locked(jian):
    with pytest.raises(Refused, match="还没有稿件"):
        locking.lock(make.issue(), by=jian)


def test_a_blocking_finding_stands_in_the_way(issue, jian):
    piece = make.approved("没有署名的", origin="member", unit="某单位", authors="")
    ordering.add(issue, piece, by=jian)
    with pytest.raises(Refused, match="作者"):
        locking.lock(issue, by=jian)


def test_a_piece_isnt_moved_once_its_issue_is_locked(issue, jian):
    first = issue.items.first()
    locking.lock(issue, by=jian)
    issue.refresh_from_db()
    before = ordering.standing(issue)
    for act in (
        lambda: ordering.order(issue, before, saves=issue.saves, by=jian),
        lambda: ordering.step(first, ordering.DOWN, saves=issue.saves, by=jian),
        lambda: ordering.take_out(first, by=jian),
        lambda: ordering.add(issue, make.approved("丙"), by=jian),
        lambda: ordering.new_page(first, on=True, by=jian),
        lambda: planning.change(issue, fields={"title": "换了"}, by=jian),
    ):
        with pytest.raises(Refused, match="已锁定"):
            act()
    assert ordering.standing(issue) == before


def test_a_later_edit_doesnt_reach_a_locked_issue(issue, jian):
    locking.lock(issue, by=jian)
    before = contents.contents(issue)
    piece = issue.items.first().article
    Article.objects.filter(pk=piece.pk).update(title="改过的")
    piece.refresh_from_db()
    Article.objects.filter(pk=piece.pk).update(approved=versions.freeze(piece, by=jian))

    assert contents.contents(Issue.objects.get(pk=issue.pk)) == before


def test_what_was_put_right_after_the_lock_is_told_of_before_it_is_printed(jian, chen):
    piece = make.published("甲", body=body.to_json(body.from_typed("有 12 人参加。" * 20)))
    issue = make.issue(piece)
    locking.lock(issue, by=jian)
    piece.refresh_from_db()
    put_right = body.from_typed("有 13 人参加。" + "有 12 人参加。" * 19)
    made = correcting.propose(piece, by=jian, saves=piece.saves, blocks=put_right, note="人数")
    assert not any("更正" in lack.said for lack in preflight.run(issue))

    correcting.confirm(piece, version=made, by=chen)
    issue = Issue.objects.get(pk=issue.pk)
    assert any("甲》：锁定以后又有更正" in lack.said for lack in preflight.run(issue))

    locking.unlock(issue, reason="印改正的", by=jian)
    locking.lock(issue, by=jian)
    assert issue.items.get().version == made
    assert not any("更正" in lack.said for lack in preflight.run(issue))


def test_unlocking_needs_a_reason_and_lets_the_pieces_follow_again(issue, jian):
    locking.lock(issue, by=jian)
    with pytest.raises(Refused, match="理由"):
        locking.unlock(issue, reason=" ", by=jian)
    locking.unlock(issue, reason="漏了一篇", by=jian)
    assert issue.state == IssueState.PLANNING
    assert issue.items.filter(version__isnull=False).count() == 0
    assert make.under(issue, "focus").name == ""


def test_release_is_one_act_with_a_row_for_every_channel(issue, jian, chen):
    locking.lock(issue, by=jian)
    issue.items.update(first_page=3, last_page=4)
    with_pdf(issue)

    locking.release(issue, by=chen)

    assert issue.state == IssueState.RELEASED
    for item in issue.items.all():
        article = item.article
        assert (article.stage, article.published) == (Stage.PUBLISHED, item.version)
        rows = Publication.objects.filter(article=article).order_by("channel")
        told = [(row.channel, row.issue, row.place) for row in rows]
        assert told == [
            (Channel.PRINT, issue, "第 3—4 页"),
            (Channel.WEB, None, publishing.address(article)),
        ]


def test_whoever_locked_it_doesnt_release_it(issue, jian, chen):
    locking.lock(issue, by=jian)
    with_pdf(issue)
    with pytest.raises(Refused, match="是您锁定的"):
        locking.release(issue, by=jian)
    with pytest.raises(Refused, match="没有权限发布"):
        locking.release(issue, by=cast.person("social"))
    assert not Publication.objects.exists()
    assert locking.release(issue, by=chen).state == IssueState.RELEASED


@pytest.mark.parametrize(
    ("facts", "said"), [(None, "还没有做成阅读版"), ({"toc_mismatches": 2}, "目录有 2 处")]
)
def test_without_a_right_pdf_nothing_is_released(issue, jian, chen, facts, said):
    locking.lock(issue, by=jian)
    if facts is not None:
        with_pdf(issue, **facts)
    with pytest.raises(Refused, match=said):
        locking.release(issue, by=chen)
    issue.refresh_from_db()
    assert issue.state == IssueState.LOCKED
    assert Article.objects.filter(stage=Stage.PUBLISHED).count() == 0


def test_what_was_printed_in_between_is_not_what_readers_get(issue, jian, chen):
    locking.lock(issue, by=jian)
    first = with_pdf(issue)
    locking.unlock(issue, reason="再看一遍", by=jian)
    with clock.at(clock.now() + timedelta(hours=1)):
        proof = with_pdf(Issue.objects.get(pk=issue.pk))  # a proof copy, of the same pieces
        locking.lock(issue, by=jian)
        assert with_of(issue) == first.of
        with pytest.raises(Refused, match="还没有做成阅读版 PDF"):
            locking.release(issue, by=chen)
        again = making.ask_for(issue, EditionKind.SCREEN, by=jian)
        assert (again, again.state) == (first, EditionState.WAITING)
    with clock.at(clock.now() + timedelta(hours=2)):
        kept = files.keep_bytes(b"%PDF-1.7", name="a.pdf", media_type="application/pdf", by=None)
        Edition.objects.update(file=kept)
        Edition.objects.filter(pk=first.pk).update(state=EditionState.DONE, at=clock.now())
        locking.release(issue, by=chen)
    assert list(shelf.screen_editions(issue)) == [first, proof]


def test_a_column_renamed_after_the_release_changes_nothing_in_the_issue(issue, jian, chen):
    locking.lock(issue, by=jian)
    with_pdf(issue)
    locking.release(issue, by=chen)
    before = contents.contents(issue)
    Column.objects.filter(slug="focus").update(name="新名字", english="New", colour="#000000")

    issue = Issue.objects.get(pk=issue.pk)
    assert contents.contents(issue) == before
    assert str(make.under(issue, "focus")) == "安联聚焦"
    assert preflight.current(issue, EditionKind.SCREEN) is not None


def test_authors_are_told_on_which_page(jian, chen):
    piece = make.adopted()
    Article.objects.filter(pk=piece.pk).update(
        stage=Stage.READY, approved=versions.freeze(piece, by=None)
    )
    issue = make.issue(piece)
    locking.lock(issue, by=jian)
    issue.items.update(first_page=5, last_page=5)
    with_pdf(issue)
    locking.release(issue, by=chen)

    row = OutboxRow.objects.get(rule=f"bulletin.printed:{issue.pk}", channel="portal")
    assert "已刊出" in row.subject
    assert "第 5 页" in row.body


def test_a_piece_released_with_its_issue_is_not_taken_down_by_a_time_gone_by(issue, jian, chen):
    past, ahead = (each.article for each in issue.items.all())
    now, day = clock.now(), timedelta(days=1)
    publishing.schedule(past, by=chen, publish_at=None, unpublish_at=now + day)
    publishing.schedule(ahead, by=chen, publish_at=None, unpublish_at=now + 9 * day)
    locking.lock(issue, by=jian)
    with_pdf(issue)

    with clock.at(now + 2 * day):
        locking.release(issue, by=chen)
        assert publishing.run_due() == 0
    past.refresh_from_db()
    assert (past.stage, past.unpublish_at) == (Stage.PUBLISHED, None)
    entry = audit.timeline(past).get(action="随刊发布")
    assert entry.before == {"定时撤下": f"{(now + day).astimezone(clock.TZ):%Y-%m-%d %H:%M}"}
    assert entry.after["定时撤下"] == ""

    ahead.refresh_from_db()
    assert ahead.unpublish_at == now + 9 * day
    with clock.at(now + 10 * day):
        assert publishing.run_due() == 1
    ahead.refresh_from_db()
    assert ahead.stage == Stage.TAKEN_DOWN


def test_what_was_taken_down_stays_down(issue, jian, chen):
    locking.lock(issue, by=jian)
    gone = issue.items.first().article
    Article.objects.filter(pk=gone.pk).update(stage=Stage.TAKEN_DOWN)
    with_pdf(issue)
    locking.release(issue, by=chen)
    gone.refresh_from_db()
    assert gone.stage == Stage.TAKEN_DOWN
