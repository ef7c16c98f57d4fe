"""What an editor is told about a piece, and what has to be put right before it is let through."""

import pytest

from association.base.errors import Refused
from bulletin import body, checks
from bulletin.body import Picture
from bulletin.checks import Finding
from bulletin.enums import Origin, Severity
from bulletin.models import Article, WordRule
from tests.factories import bulletin as make
from tests.factories import cast

pytestmark = pytest.mark.django_db


def told(row: Article, kind: str) -> list[Finding]:
    return [each for each in checks.run(row) if each.kind == kind]


def written(text: str, **fields: object) -> Article:
    return make.article(body=body.to_json(body.from_typed(text)), summary="摘要", **fields)


def test_a_clean_piece_has_nothing_to_be_told() -> None:
    assert checks.run(written("安全工作从每天早上的十分钟开始。")) == []


def test_a_slip_is_told_with_its_place_and_what_to_write() -> None:
    (slip,) = checks.run(written("一、开头\n由安全部布署检查工作。"))

    assert (slip.block, slip.wrong, slip.severity) == (2, "布署", Severity.BLOCK)
    assert slip.said == "“布署”，应为“部署”"
    assert (slip.before, slip.after) == ("由安全部", "检查工作。")


def test_a_slip_in_the_title_names_the_field() -> None:
    row = written("正文。", title="布署工作")

    assert [(each.name, each.block) for each in checks.run(row)] == [("title", None)]


def test_a_rule_that_was_just_changed_holds_at_once() -> None:
    row = written("这是一段关于蓝图的话。")
    assert checks.run(row) == []

    rule = WordRule.objects.create(word="蓝图", severity=Severity.WARN, kind="提法")
    assert [each.wrong for each in checks.run(row)] == ["蓝图"]

    rule.active = False
    rule.save()
    assert checks.run(row) == []


def test_a_picture_needs_words_for_whoever_cannot_see_it_and_who_took_it() -> None:
    row = make.article(body=body.to_json([Picture("picture-1", "会场")]), summary="摘要")

    said = [each.said for each in told(row, "图片")]
    assert len(said) == 2
    assert "替代文字" in said[0] or "替代文字" in said[1]
    assert all(each.severity == Severity.BLOCK for each in told(row, "图片"))


@pytest.mark.parametrize(
    ("origin", "fields", "names"),
    [
        (Origin.REPRINT, {}, ["source_name", "source_url"]),
        (Origin.REPRINT, {"source_name": "应急管理部"}, ["source_url"]),
        (Origin.MEMBER, {"unit": "安泰"}, ["authors"]),
        (Origin.ORIGINAL, {}, []),
    ],
)
def test_what_a_piece_of_this_origin_lacks(
    origin: Origin, fields: dict[str, str], names: list[str]
) -> None:
    row = written("正文。", origin=origin, **fields)

    assert [each.name for each in told(row, "缺项")] == names


def test_somebody_lets_a_word_stand_with_a_reason() -> None:
    row, editor = written("引用原文：布署。"), cast.person("bulletin")
    (slip,) = checks.blocking(row)

    checks.waive(row, finding=slip.key, reason="引用的原文如此", by=editor)

    assert checks.blocking(row) == []
    (again,) = checks.run(row)
    assert (again.open, again.reason) == (False, "引用的原文如此")


def test_the_same_word_elsewhere_is_another_finding() -> None:
    row, editor = written("引用原文：布署。"), cast.person("bulletin")
    checks.waive(row, finding=checks.blocking(row)[0].key, reason="引用的原文如此", by=editor)

    row.body = body.to_json(body.from_typed("引用原文：布署。\n\n明天继续布署。"))

    assert [each.block for each in checks.blocking(row)] == [2]


@pytest.mark.parametrize(("reason", "said"), [("  ", "请写明放行的理由"), ("就这样", "不能放行")])
def test_what_has_to_be_put_right_is_not_let_stand(reason: str, said: str) -> None:
    row = make.article(body=[], summary="摘要")
    key = told(row, "缺项")[0].key

    with pytest.raises(Refused, match=said):
        checks.waive(row, finding=key, reason=reason, by=cast.person("bulletin"))


def test_what_is_gone_by_now_is_not_let_stand() -> None:
    row = written("正文。")

    with pytest.raises(Refused, match="已经不在了"):
        checks.waive(row, finding="0" * 40, reason="理由", by=cast.person("bulletin"))


def test_a_stranger_lets_nothing_stand() -> None:
    row = written("布署")

    with pytest.raises(Refused, match="没有权限"):
        checks.waive(
            row, finding=checks.blocking(row)[0].key, reason="理由", by=cast.person("finance")
        )


def test_the_rules_are_read_once_while_nobody_changes_them(
    django_assert_num_queries: object,
) -> None:
    row = written("正文。")
    checks.run(row)

    with django_assert_num_queries(2):  # type: ignore[operator]
        checks.run(row)
