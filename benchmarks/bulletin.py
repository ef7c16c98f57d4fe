"""The bulletin for its readers: a page drawn and a page kept, and the search over 100,000 pieces."""

import random
import time

from django.db import connection
from django.test import Client
from django.urls import reverse

from association.base import clock
from benchmarks.meter import counted, cpu_per, emit
from bulletin import body, reference, search
from bulletin.articles import versions
from bulletin.enums import Stage
from bulletin.models import Article, Column
from bulletin.readers import freshness

DISTINCT, TIMES = 2_500, 40
WORDS = [
    "班组",
    "风险",
    "措施",
    "检查",
    "培训",
    "演练",
    "车间",
    "现场",
    "制度",
    "责任",
    "隐患",
    "整改",
    "专家",
    "企业",
    "值守",
    "设备",
    "管道",
    "阀门",
    "作业",
    "监护",
    "通风",
    "检测",
    "记录",
    "台账",
    "标准",
    "评审",
    "会员",
    "单位",
    "讲解",
    "员工",
    "安全",
    "生产",
    "消防",
    "电气",
    "起重",
    "焊接",
    "粉尘",
    "仓库",
    "运输",
    "承包商",
    "许可",
    "危险",
    "化学品",
    "储罐",
    "报警",
    "疏散",
    "预案",
    "物资",
    "队伍",
    "街道",
    "社区",
    "学校",
    "医院",
    "工地",
]
OFTEN = (("应急救援", 0.85), ("有限空间作业", 0.1), ("防汛", 0.03), ("复工复产", 0.01))
"""A word that stands nearly everywhere, and rarer ones: in so many of the pieces."""
ASKED = (
    "应急救援",
    "有限空间作业",
    "防汛",
    "复工复产",
    "风险 措施",
    "“应急救援队伍”",
    "班组防汛演练",
)


def measure() -> None:
    reference.install()
    row = _piece()
    _drawn(row)
    _kept(row)
    _searched()
    _drawn(row, beside=f"among {DISTINCT * TIMES:,}", id="article-among")


def _piece() -> Article:
    text = "\n".join(_sentence(random.Random(number), 120) for number in range(25))
    made = Article.objects.create(
        column=Column.objects.earliest("pk"), title="一次没有脚本的演练", origin="original",
        body=body.to_json(body.from_typed(f"一、起因\n{text}")), tags=["演练"],
        editor=_editor(), created_at=clock.now(), since=clock.now(),
    )  # fmt: skip
    version = versions.freeze(made, by=None)
    Article.objects.filter(pk=made.pk).update(
        stage=Stage.PUBLISHED, approved=version, published=version, published_at=clock.now()
    )
    return made


def _editor():
    from association.accounts.models import User

    known = User.objects.filter(username="bench.jian").first()
    return known or User.objects.create_user("bench.jian", None, name="简心语", is_staff=True)


def _visit(client: Client, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)


def _drawn(row: Article, *, beside: str = "alone", id: str = "article") -> None:
    client, url = Client(SERVER_NAME="localhost"), reverse("bulletin:article", args=[row.pk])

    def anew() -> None:
        freshness._turn()  # noqa: SLF001 - as after something appeared
        _visit(client, url)

    anew()
    freshness._turn()  # noqa: SLF001
    with counted() as queries:
        _visit(client, url)
    told = f"an article of 3,000 characters, {beside}, drawn"
    emit(f"{id}-queries", f"{told}: queries", len(queries), "queries", "≤ 5")
    emit(f"{id}-cpu", f"{told}: CPU of web and database",
         round(cpu_per(anew) * 1000, 1), "CPU ms", "≤ 8")  # fmt: skip


def _kept(row: Article) -> None:
    """Both through the whole stack of middleware, in turn, so that neither has the better moment."""
    client, url = Client(SERVER_NAME="localhost"), reverse("bulletin:article", args=[row.pk])
    _visit(client, url)
    with counted() as queries:
        _visit(client, url)
    emit("article-kept-queries", "the same, kept: queries", len(queries), "queries", "0")
    kept = cpu_per(lambda: _visit(client, url), times=200)
    bare = cpu_per(lambda: _visit(client, reverse("healthz")), times=200)
    emit("article-kept", "the same, kept: requests per CPU second", round(1 / kept), "requests/s",
         "")  # fmt: skip
    emit("bare-view", "a view that says ok: requests per CPU second", round(1 / bare),
         "requests/s", "")  # fmt: skip


def _searched() -> None:
    _fill()
    number = DISTINCT * TIMES
    for asked in ASKED:
        found = search.find(asked)
        told = f"search for {asked} among {number:,} pieces ({found.number} found)"
        emit(f"search-{ASKED.index(asked)}", f"{told}: CPU of web and database",
             round(cpu_per(lambda said=asked: search.find(said), times=10, rounds=5) * 1000, 1),
             "CPU ms", "≤ 60")  # fmt: skip
        emit(f"search-{ASKED.index(asked)}-wall", f"{told}: the best of thirty",
             round(min(_timed(asked) for _ in range(30)) * 1000, 1), "ms", "≤ 60")  # fmt: skip


def _timed(asked: str) -> float:
    begin = time.perf_counter()
    search.find(asked)
    return time.perf_counter() - begin


def _sentence(chance: random.Random, length: int) -> str:
    said = ""
    while len(said) < length:
        said += "".join(chance.choices(WORDS, k=5)) + "，"
    return f"{said[:-1]}。"


def _fill() -> None:
    """So many different texts, each so many times on days of its own: what the search reads is as
    much as of 100,000 different ones, and filling takes minutes less."""
    chance, column, editor = random.Random(8), Column.objects.earliest("pk"), _editor()
    for number in range(DISTINCT):
        extra = "".join(f"{word}队伍。" for word, share in OFTEN if chance.random() < share)
        text = extra + "\n".join(_sentence(chance, 120) for _ in range(10))
        row = Article.objects.create(
            column=column, title=f"{_sentence(chance, 8)[:12]}{number}", origin="original",
            body=body.to_json(body.from_typed(text)), editor=editor, created_at=clock.now(),
            since=clock.now(),
        )  # fmt: skip
        version = versions.freeze(row, by=None)
        row.stage, row.approved, row.published = Stage.PUBLISHED, version, version
        row.published_at = clock.now()
        row.save()
        search.index(row)
    with connection.cursor() as cursor:
        cursor.execute(_MULTIPLY_ARTICLES, [TIMES - 1])
        cursor.execute(_MULTIPLY_INDEX)
        cursor.execute("ANALYZE bulletin_article, bulletin_articleindex")
        cursor.execute("SELECT pg_total_relation_size('bulletin_articleindex')")
        emit("search-bytes", "text and words of the search", round(cursor.fetchone()[0] / 1e6),
             "MB", "")  # fmt: skip


_FIELDS = (
    "column_id, origin, kicker, title, subtitle, unit, authors, correspondents, photographer,"
    " source_name, source_url, summary, tags, visibility, body, stage, round, editor_id, since,"
    " saves, approved_id, published_id, created_at"
)
_MULTIPLY_ARTICLES = f"""
INSERT INTO bulletin_article ({_FIELDS}, published_at)
SELECT {_FIELDS}, published_at - make_interval(hours => turn * 7)
FROM bulletin_article, generate_series(1, %s) AS turn WHERE stage = 'published' ORDER BY random()
"""
_MULTIPLY_INDEX = """
INSERT INTO bulletin_articleindex
    (article_id, column_id, published_at, for_members, title, text, words, title_words)
SELECT copy.id, copy.column_id, copy.published_at, false, first.title, first.text, first.words,
    first.title_words
FROM bulletin_article AS copy
JOIN bulletin_article AS origin ON origin.published_id = copy.published_id
JOIN bulletin_articleindex AS first ON first.article_id = origin.id
WHERE copy.id <> origin.id
"""
