"""What the desk sees and clicks on the way of a piece."""

import json
import re

import pytest
from django.urls import reverse

from bulletin import body
from bulletin.articles import editing, proofing, versions
from bulletin.enums import Stage
from bulletin.models import Article
from tests.factories import accounts, cast, texts
from tests.factories import bulletin as make

pytestmark = pytest.mark.django_db
HTML = "<h2>一、起因</h2><p>新写的<strong>一段</strong>。</p>"


def page(name, *args):
    return reverse(f"admin:bulletin_{name}", args=args)


def sent(row, **told):
    fields = ("title", "unit", "authors", "origin", "visibility")
    return {
        **{name: getattr(row, name) for name in fields}, "column": row.column_id,
        "saves": row.saves, "form": "html", "text": HTML, **told,
    }  # fmt: skip


def read(client, name, *args):
    return client.get(page(name, *args)).content.decode()


def test_an_accepted_submission_becomes_an_article_by_one_button(client_for):
    row = make.handed_in()
    browser = client_for("bulletin")
    where = page("submission", row.pk)
    browser.post(where, {"act": "accept"})
    column = make.Column.objects.get(slug="members")

    answer = browser.post(where, {"act": "adopt", "column": column.pk})

    made = Article.objects.get(submission=row)
    assert answer.url == page("article", made.pk)
    assert made.title in browser.get(answer.url).content.decode()
    assert "看稿件" in browser.get(where).content.decode()


def test_the_page_saves_itself_and_says_what_is_lost_and_wrong(client_for):
    row, browser = make.article(), client_for("bulletin")

    told = sent(row, title="改过的标题", text=HTML + "<p>全省布署。<u>线</u></p>")
    answer = browser.post(page("article_save", row.pk), told)

    got = json.loads(answer.content)
    assert (answer.status_code, got["saves"]) == (200, 1)
    assert got["lost"] == ["下划线、删除线、字体和颜色不保留，文字都在。"]
    assert any("布署" in each["said"] and each["block"] == 3 for each in got["findings"])
    row.refresh_from_db()
    assert row.title == "改过的标题"
    assert versions.latest(row) is None


def test_a_page_that_is_out_of_date_saves_nothing_and_shows_both(client_for):
    row, browser = make.article(), client_for("bulletin")
    told = sent(row, title="这一页的标题")
    browser.post(page("article_save", row.pk), told)

    again = browser.post(page("article_save", row.pk), sent(row, title="那一页的标题"))
    form = sent(row, title="那一页的标题", text="<p>那一页的正文。</p>", act="save")
    shown = browser.post(page("article_edit", row.pk), form)

    assert again.status_code == 409
    assert shown.status_code == 422
    html = shown.content.decode()
    assert "那一页的标题" in html
    assert "那一页的正文" in html
    assert "新写的" in html
    assert 'name="saves" value="1"' in html
    row.refresh_from_db()
    assert row.title == "这一页的标题"


def test_without_a_script_the_plain_field_saves(client_for):
    row, browser = make.article(), client_for("bulletin")

    told = sent(row, form="typed", text="一、起因\n写的一行", act="version")
    answer = browser.post(page("article_edit", row.pk), told)

    assert answer.url == page("article", row.pk)
    row.refresh_from_db()
    assert body.as_typed(body.from_json(row.body)) == "一、起因\n\n写的一行"
    assert row.versions.count() == 1


def test_a_wrong_field_is_named_and_nothing_typed_is_lost(client_for):
    row, browser = make.article(), client_for("bulletin")

    told = sent(row, title="", member="没有这家", text="<p>写的一段</p>", act="save")
    html = browser.post(page("article_edit", row.pk), told).content.decode()

    assert "会员名册里没有这个名称" in html
    assert "写的一段" in html


def test_a_picture_is_uploaded_shown_and_put_into_the_text(client_for):
    row, browser = make.article(), client_for("bulletin")
    browser.post(page("article_pictures", row.pk), {"upload": texts.picture()})
    picture = row.pictures.get()

    browser.post(page("article_picture_change", row.pk, picture.pk), {"act": "place"})

    row.refresh_from_db()
    assert row.body[-1]["key"] == picture.key
    where = page("article_picture", row.pk, picture.pk)
    assert f'src="{where}"' in read(browser, "article", row.pk)
    assert browser.get(where).getvalue()
    answer = browser.post(
        page("article_pictures", row.pk),
        {"upload": texts.picture()},
        headers={"Accept": "application/json"},
    )
    assert json.loads(answer.content)["key"] == row.pictures.last().key


def test_a_colleague_sees_who_writes_and_takes_over(client_for):
    row = make.article()
    editing.open_for(row, by=accounts.staff("bulletin", "简心", username="jian.xin"))
    browser = client_for("bulletin")
    where = page("article_edit", row.pk)
    assert "简心正在编辑" in browser.get(where).content.decode()

    assert browser.post(where, {"act": "take_over", "reason": ""}).status_code == 422
    browser.post(where, {"act": "take_over", "reason": "简心休假"})

    row.refresh_from_db()
    assert row.leased_by == cast.person("bulletin")


def test_whoever_saved_a_version_and_went_back_no_longer_writes(client_for):
    row, browser = make.article(), client_for("bulletin")
    editing.open_for(row, by=cast.person("bulletin"))
    assert "正在编辑" not in browser.get(page("article", row.pk)).content.decode()
    row.refresh_from_db()
    told = sent(row, form="typed", text="写好了。", act="version")
    assert browser.post(page("article_edit", row.pk), told).status_code == 302
    row.refresh_from_db()
    assert row.leased_by is None
    assert row.versions.exists()
    assert editing.open_for(row, by=accounts.staff("bulletin", "简心", username="jian.xin")).ours
    assert "正在编辑" in browser.get(page("article", row.pk)).content.decode()


def test_three_people_three_proofs_and_out_it_goes(client_for):
    row, jian = make.article(), client_for("bulletin")
    where = page("article", row.pk)
    jian.post(where, {"act": "hand_over", "note": "请审"})
    for role in make.READERS.values():
        browser = client_for(role)
        assert "提交" in read(browser, "article", row.pk)
        browser.post(
            where,
            {"act": "review", "passed": "1", "opinion": "同意。", "version": make.newest(row).pk},
        )
    for role in make.PROOF_READERS.values():
        told = {
            "act": "proof",
            "looked_at": list(make.proofing.LOOKED_AT),
            "version": make.newest(row).pk,
        }
        client_for(role).post(where, told)
    client_for("head").post(where, {"act": "publish"})

    row.refresh_from_db()
    assert row.stage == Stage.PUBLISHED
    assert "读者看到的" in read(jian, "article", row.pk)


def test_a_refused_review_keeps_its_words_on_the_page(client_for):
    row = make.passed(make.handed_over(), make.Level.FIRST)
    told = {"act": "review", "passed": "1", "opinion": "", "version": make.newest(row).pk}

    answer = client_for("general").post(page("article", row.pk), told)

    assert answer.status_code == 422
    row.refresh_from_db()
    assert row.stage == Stage.SECOND


def test_two_versions_are_shown_beside_one_another_and_one_is_restored(client_for):
    row, browser = make.article(), client_for("bulletin")
    first = editing.save_version(row, by=cast.person("bulletin"))
    text = body.from_typed(f"一、起因\n{texts.SENTENCE.replace('十分钟', '十五分钟')}")
    editing.keep(row, by=cast.person("bulletin"), saves=0, fields={"title": "新标题"}, blocks=text)
    editing.save_version(row, by=cast.person("bulletin"))

    shown = read(browser, "article_version", row.pk, 2)
    assert "<ins>五</ins>" in shown
    assert "<del>" in shown
    browser.post(page("article_version", row.pk, 1))

    row.refresh_from_db()
    assert row.title == first.head["title"]


def test_the_board_counts_what_waits_where(client_for):
    row = make.handed_over()
    browser = client_for("general")

    assert f"{row.column.name}待初审 1 篇" in read(browser, "articles")
    answer = browser.get(page("articles"), {"stage": "first", "column": row.column.slug})
    assert row.title in answer.content.decode()
    other = browser.get(page("articles"), {"stage": "first", "column": "news"})
    assert row.title not in other.content.decode()
    assert row.title not in browser.get(page("articles"), {"mine": "1"}).content.decode()


def test_the_workbench_tells_each_what_waits_for_them(client_for):
    make.passed(make.handed_over(), make.Level.FIRST)

    general = client_for("general").get(reverse("admin:index")).content.decode()
    assert "稿件待复审" in general
    assert "稿件待终审" not in general


def test_a_slip_is_put_right_on_its_page_and_more_is_refused_with_the_words_kept(client_for):
    sentence = "值班员接起呼叫，每隔一会儿说一次外面做到了那一步，里面的人听得见，也就不慌。" * 4
    row = make.in_proofs(body=body.to_json(body.from_typed(sentence)))
    browser, where = client_for("general"), page("article_edit", row.pk)
    told = {"saves": row.saves, "form": "typed", "note": "错字"}

    more = browser.post(where, {**told, "text": sentence + "另外又写了十多个字在后面。"})
    assert more.status_code == 422
    assert "另外又写了" in more.content.decode()
    browser.post(where, {**told, "text": sentence.replace("那一步", "哪一步", 1)})

    row.refresh_from_db()
    assert row.approved.note == "错字"


def test_a_correction_is_written_by_one_and_confirmed_by_another(client_for):
    sentence = "值班员接起呼叫，每隔一会儿说一次外面做到了哪一步，里面的人听得见。" * 4
    row = make.out(body=body.to_json(body.from_typed(f"{sentence}\n共 12 人。")))
    told = {
        "saves": row.saves, "form": "typed", "note": "应为 13 人",
        "text": f"{sentence}\n共 13 人。",
    }  # fmt: skip
    client_for("bulletin").post(page("article_edit", row.pk), told)
    version = make.newest(row).pk
    where = page("article", row.pk)

    client_for("bulletin").post(where, {"act": "confirm", "version": version})
    row.refresh_from_db()
    assert row.published_id != version
    client_for("head").post(where, {"act": "confirm", "version": version})

    row.refresh_from_db()
    assert row.published_id == version
    assert "应为 13 人" in read(client_for("bulletin"), "article", row.pk)


def test_a_finding_is_let_stand_with_a_reason(client_for):
    row = make.article(body=body.to_json(body.from_typed("全省布署了这项工作。")))
    finding = next(each for each in make.findings(row) if each.wrong == "布署")
    where = page("article", row.pk)
    browser = client_for("bulletin")

    assert (
        browser.post(where, {"act": "waive", "finding": finding.key, "reason": ""}).status_code
        == 422
    )
    browser.post(where, {"act": "waive", "finding": finding.key, "reason": "原文如此"})

    assert "原文如此" in read(browser, "article", row.pk)


@pytest.mark.parametrize("act", ["review", "proof"])
def test_who_judged_an_older_text_reads_the_new_one_and_sends_the_same_words(client_for, act):
    long = body.to_json(body.from_typed(texts.SENTENCE * 6))
    row = (make.handed_over if act == "review" else make.in_proofs)(body=long)
    browser, where = client_for("bulletin"), page("article", row.pk)
    told = {
        "act": act, "version": make.newest(row).pk, "passed": "1", "opinion": "同意，数字已核对。",
        "note": "数字已核对。", "looked_at": list(proofing.LOOKED_AT),
    }  # fmt: skip
    corrected(row)

    refused = browser.post(where, told)

    text = refused.content.decode()
    assert refused.status_code == 422
    assert "不是您看到的那一版" in text
    assert "数字已核对。" in text
    field = re.search(rf'<input[^>]*id="{act}-version"[^>]*>', text)[0]
    assert f'value="{make.newest(row).pk}"' in field
    assert browser.post(where, {**told, "version": make.newest(row).pk}).status_code == 302


def corrected(row):
    """By a proof-reader, while somebody else has the page open."""
    row.refresh_from_db()
    blocks = body.from_json(row.body)
    changed = body.to_json(blocks)
    changed[-1]["runs"][0]["text"] = changed[-1]["runs"][0]["text"].rstrip("。") + "！"
    proofing.correct(
        row, by=cast.person("general"), saves=row.saves, blocks=body.from_json(changed), note="标点"
    )


def test_a_text_that_is_too_long_is_refused_and_stays_on_the_page(client_for):
    row = make.article()
    told = sent(row, form="typed", text="我写的很长。\n" + "字" * 200_000)
    answer = client_for("bulletin").post(page("article_edit", row.pk), told)
    assert answer.status_code == 422
    assert "请分成几篇" in answer.content.decode()
    assert "我写的很长。" in answer.content.decode()
