"""Three readings for print; what is a slip is put right on the way, and nothing else is."""

from datetime import timedelta

import pytest

from association.base import audit, clock
from association.base.errors import Refused
from bulletin import body
from bulletin.articles import editing, proofing, publishing, small
from bulletin.body import Heading, Paragraph, Picture, Run
from bulletin.enums import Level, ProofLevel, Stage, VersionKind
from bulletin.issues import locking
from bulletin.models import Article
from tests.factories import bulletin as make
from tests.factories import cast, texts

pytestmark = pytest.mark.django_db
LONG = "值班员接起呼叫，每隔一会儿说一次外面做到了那一步，里面的人听得见，也就不慌。" * 4


def long() -> list[dict[str, object]]:
    return body.to_json((Heading(2, "起因"), Paragraph((Run(LONG),))))


def mended(row: Article, old: str = "那一步", new: str = "哪一步"):
    told = [
        Paragraph((Run(body.said(each.runs).replace(old, new, 1)),))
        if isinstance(each, Paragraph) else each
        for each in body.from_json(row.body)
    ]  # fmt: skip
    return tuple(told)


def mend(row: Article, *, by: str = "general", **told: str):
    return proofing.correct(
        row, by=cast.person(by), saves=row.saves, blocks=mended(row, **told), note="错字"
    )


def test_three_readings_make_it_ready() -> None:
    row = make.in_proofs()
    assert proofing.next_level(row) == ProofLevel.FIRST

    make.proofread(row, *ProofLevel)

    assert row.stage == Stage.READY
    assert list(row.proofs.values_list("level", "count")) == [(1, 1), (2, 1), (3, 1)]


def test_readings_come_in_their_order_and_look_at_everything() -> None:
    row, jian = make.in_proofs(), cast.person("bulletin")
    told = {"version": make.newest(row), "by": jian}

    with pytest.raises(Refused, match="现在该一校"):
        proofing.read(row, level=ProofLevel.SECOND, looked_at=proofing.LOOKED_AT, **told)
    with pytest.raises(Refused, match="还没有核对：数字与日期"):
        looked_at = set(proofing.LOOKED_AT) - {"figures"}
        proofing.read(row, level=ProofLevel.FIRST, looked_at=looked_at, **told)


def test_the_third_reading_is_another_persons() -> None:
    row = make.proofread(make.in_proofs(), ProofLevel.FIRST, ProofLevel.SECOND)

    with pytest.raises(Refused, match="已经作过一校"):
        proofing.read(
            row, level=ProofLevel.THIRD, version=make.newest(row), looked_at=proofing.LOOKED_AT,
            by=cast.person("bulletin"),
        )  # fmt: skip


def test_a_slip_is_put_right_and_the_third_reading_comes_again() -> None:
    row = make.ready(body=long())

    made = mend(row)

    assert (made.kind, row.approved, row.stage) == (VersionKind.PROOF, made, Stage.PROOFS)
    assert proofing.next_level(row) == ProofLevel.THIRD
    make.proofread(row, ProofLevel.THIRD)
    assert (row.stage, row.proofs.last().count) == (Stage.READY, 2)


def test_proofed_again_it_doesn_t_come_out_by_a_time_that_went_by_meanwhile() -> None:
    row, now, day = make.ready(body=long()), clock.now(), timedelta(days=1)
    times = {"publish_at": now + day, "unpublish_at": now + 9 * day}
    publishing.schedule(row, by=cast.person("head"), **times)

    mend(row)

    row.refresh_from_db()
    assert (row.publish_at, row.unpublish_at) == (None, times["unpublish_at"])
    assert "定时发布" in audit.timeline(row).get(action="取消定时").before
    with clock.at(now + 2 * day):
        make.proofread(row, ProofLevel.THIRD)
        assert publishing.run_due() == 0
    row.refresh_from_db()
    assert row.stage == Stage.READY


def test_a_slip_before_the_final_review_leaves_the_stages() -> None:
    row = make.passed(make.handed_over(body=long()), Level.FIRST)

    mend(row)

    assert (row.stage, row.round, row.approved) == (Stage.SECOND, 1, None)
    make.passed(row, Level.SECOND, Level.FINAL)
    assert row.approved == make.newest(row)


def test_many_small_steps_are_no_small_change() -> None:
    row = make.in_proofs(body=long())
    mend(row)
    mend(row)
    mend(row, old="不慌", new="不惊")

    with pytest.raises(Refused, match="超过全文"):
        mend(row, old="外面", new="外头")


def test_another_page_s_correction_is_not_written_over() -> None:
    row = make.in_proofs(body=long())
    mend(row)

    with pytest.raises(editing.Elsewhere):
        proofing.correct(
            row, by=cast.person("general"), saves=row.saves - 1, blocks=mended(row), note="错字"
        )


def test_what_did_not_change_is_no_correction() -> None:
    row = make.in_proofs(body=long())

    with pytest.raises(Refused, match="没有改动"):
        mend(row, old="没有的字", new="")


def test_a_locked_issue_holds_its_pieces_as_they_are() -> None:
    row, jian = make.ready(body=long()), cast.person("bulletin")
    issue = make.issue(row)
    locking.lock(issue, by=jian)

    for act in (
        lambda: mend(row),
        lambda: editing.reopen(row, by=jian, reason="补一段"),
        lambda: editing.drop(row, by=jian, reason="不要了"),
    ):
        with pytest.raises(Refused, match="请先解锁那一期"):
            act()
    locking.unlock(issue, by=jian, reason="改一个字")
    mend(row)

    assert row.approved == make.newest(row)


def judge(old: str, new: str, **told: str) -> str | None:
    padding = Paragraph((Run(texts.SENTENCE * 20),))
    head = {"title": "演练", "unit": "北京安泰晨岭建材有限公司", "authors": "安然", **told}
    one, other = ((Paragraph((Run(each),)), padding) for each in (old, new))
    return small.why_not((head, one), (head, other))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("共有 12 人参加", "共有 13 人参加", "数字"),
        ("共有十二人参加", "共有十三人参加", "数字"),
        ("增长了百分之五", "增长了百分之六", "数字"),
        ("李明处长参加", "李朋处长参加", "人名"),
        ("安然说得好", "安燃说得好", "人名"),
        ("北京安泰晨岭建材有限公司", "北京安太晨岭建材有限公司", "单位名"),
        ("在朝阳区举行", "在海淀区举行", "地名"),
        ("这一部很好", "这一步很好", None),
        ("大家都说好，", "大家都说好。", None),
    ],
)
def test_figures_and_names_are_never_slips(old: str, new: str, said: str | None) -> None:
    found = judge(old, new)
    assert (said in found) if said else found is None


def test_headings_pictures_links_and_signatures_are_never_slips() -> None:
    padding = Paragraph((Run(texts.SENTENCE * 20),))
    head = {"title": "演练"}
    pairs = [
        (Heading(2, "起因"), Heading(2, "起囚"), "小标题"),
        (Picture("picture-1", credit="安然"), Picture("picture-2", credit="安然"), "图片"),
        (Picture("picture-1", credit="安然"), Picture("picture-1", credit="安好"), "摄影"),
        (
            Paragraph((Run("网站", link="https://example.org/a"),)),
            Paragraph((Run("网站", link="https://example.org/b"),)),
            "链接",
        ),
    ]
    for old, new, said in pairs:
        told = small.why_not((head, (old, padding)), (head, (new, padding)))
        assert said in (told or "")
    assert "标题" in (small.why_not((head, (padding,)), ({"title": "演习"}, (padding,))) or "")
