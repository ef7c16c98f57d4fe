"""Articles in a folder become pieces of an issue, in the order of their list, once."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from association.accounts.models import User
from bulletin import reference
from bulletin.issues import importing, locking
from bulletin.models import Article, Issue, Submission
from tests.bulletin.word.test_articles_of_2020 import FOLDER, sampled
from tests.factories import bulletin as make
from tests.factories import cast, texts

pytestmark = pytest.mark.django_db
HEAD = ("file", "column", "title", "subtitle", "author_unit", "source")


@pytest.fixture(autouse=True)
def columns():
    reference.install()


@pytest.fixture
def folder(tmp_path):
    rows = [
        ("b.docx", "会员风采", "乙", "", "某物业公司", ""),
        ("a.docx", "要闻资讯", "甲", "", "", "应急管理部"),
        ("c.docx", "会员风采", "丙", "", "某建材公司", ""),
    ]
    with (tmp_path / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    for name, _, title, *_ in rows:
        content = texts.with_text(texts.document(), texts.SENTENCE, f"{title}。{texts.SENTENCE}")
        (tmp_path / name).write_bytes(content)
    return tmp_path


def told(folder, *options):
    out = io.StringIO()
    call_command("import_articles", folder, "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def order(issue):
    return [(str(item.under), item.article.title) for item in issue.items.all()]


def test_pieces_stand_in_the_order_of_the_list_and_columns_as_they_come_up(folder):
    said = told(folder, "--issue", "2020-2")

    assert (said["imported"], said["images"]) == (3, 3)
    issue = Issue.objects.get(year=2020, number=2)
    assert order(issue) == [("会员风采", "乙"), ("会员风采", "丙"), ("要闻资讯", "甲")]


def test_what_was_imported_before_is_known_again(folder):
    told(folder)
    assert told(folder, "--issue", "2020-2")["imported"] == 0
    assert told(folder, "--issue", "2020-2")["imported"] == 0
    assert (Submission.objects.count(), Article.objects.count()) == (3, 3)
    assert Issue.objects.get().items.count() == 3


def test_what_stood_there_before_comes_behind(folder):
    issue = make.issue(make.approved("早就在的", column="news"))
    told(folder, "--issue", "2020-2")
    assert order(issue)[-2:] == [("要闻资讯", "甲"), ("要闻资讯", "早就在的")]


def test_an_editor_answers_for_them_or_an_account_that_cant_sign_in(folder):
    told(folder, "--issue", "2020-2")
    nobody = User.objects.get(username=importing.NOBODY)
    assert not nobody.is_active
    assert not nobody.has_usable_password()
    assert {row.editor for row in Article.objects.all()} == {nobody}


def test_where_somebody_edits_they_answer(folder):
    jian = cast.person("bulletin")
    told(folder, "--issue", "2020-2")
    assert {row.editor for row in Article.objects.all()} == {jian}


def test_a_locked_issue_takes_nothing_more(folder):
    issue = make.issue(make.approved())
    locking.lock(issue, by=cast.person("bulletin"))
    with pytest.raises(CommandError, match="已锁定"):
        told(folder, "--issue", "2020-2")
    assert issue.items.count() == 1


@pytest.mark.parametrize("code", ["第二期", "2020", "2020-二"])
def test_an_issue_that_isnt_named_right_stops_it(folder, code):
    with pytest.raises(CommandError, match="请写成 2020-2 这样"):
        told(folder, "--issue", code)
    assert not Submission.objects.exists()


def test_pieces_of_another_issue_stay_there(folder):
    told(folder, "--issue", "2020-2")
    with pytest.raises(CommandError, match="已经编入2020 年第 2 期"):
        told(folder, "--issue", "2020-3")
    assert not Issue.objects.filter(number=3).exists()


@sampled
def test_the_real_articles_fill_an_issue_in_their_order():
    said = told(FOLDER, "--issue", "2020-2")
    assert said == {"imported": 24, "images": 0, "warnings": []}
    issue = Issue.objects.get()
    with (FOLDER / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = [(row["column"], row["title"]) for row in csv.DictReader(file)]
    assert order(issue) == listed
