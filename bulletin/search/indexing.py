"""The words of a piece, written down when it appears."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction

from bulletin import body
from bulletin.editions import bylines
from bulletin.enums import Stage, Visibility
from bulletin.models import Article, ArticleIndex, ArticleVersion
from bulletin.search import words

GAP = 8
"""Between two fields, so that no phrase reaches from one into the next."""
_LAST = 16_383
"""No place beyond that is told apart; a piece of that length is rare."""
_MOST = 250
"""A word has at most so many places."""
_ROUND = ("kicker", "subtitle", "unit", "authors", "correspondents", "source_name")
_WRITE = """
INSERT INTO bulletin_articleindex
    (article_id, column_id, published_at, for_members, title, text, words, title_words)
VALUES (%s, %s, %s, %s, %s, %s, %s::tsvector, %s::tsvector)
ON CONFLICT (article_id) DO UPDATE SET
    column_id = EXCLUDED.column_id, published_at = EXCLUDED.published_at,
    for_members = EXCLUDED.for_members, title = EXCLUDED.title, text = EXCLUDED.text,
    words = EXCLUDED.words, title_words = EXCLUDED.title_words
"""


def index(article: Article) -> None:
    """Whatever happened to a piece: afterwards it is found as it stands, or not at all."""
    version = article.published
    if article.stage != Stage.PUBLISHED or version is None:
        ArticleIndex.objects.filter(article=article.pk).delete()
        return
    text = body.text(body.from_json(version.body))
    for_members = article.visibility == Visibility.MEMBERS
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE,
            [
                article.pk, article.column_id, article.published_at, for_members,
                version.head["title"], text, vector(_fields(article, version, text)), vector([("A", version.head["title"])]),
            ],
        )  # fmt: skip


def _fields(article: Article, version: ArticleVersion, text: str) -> list[tuple[str, str]]:
    around = [bylines.said_of(version.head, name) for name in _ROUND]
    beside = [*around, article.column.name, *article.tags]
    return [("A", version.head["title"]), *[("B", said) for said in beside if said], ("D", text)]


def vector(fields: Iterable[tuple[str, str]]) -> str:
    """A tsvector as PostgreSQL reads one."""
    places: dict[str, list[str]] = defaultdict(list)
    begin = 1
    for weight, text in fields:
        for word, place in words.placed(text):
            if len(places[word]) < _MOST:
                places[word].append(f"{min(begin + place, _LAST)}{weight}")
        begin += len(text) + GAP
    return " ".join(f"{quoted(word)}:{','.join(at)}" for word, at in places.items())


def quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


@transaction.atomic
def reindex() -> int:
    """All of them anew; how many. What lies there of a piece that went is cleared away."""
    ArticleIndex.objects.exclude(article__stage=Stage.PUBLISHED).delete()
    rows = Article.objects.filter(stage=Stage.PUBLISHED).select_related("published", "column")
    number = 0
    for row in rows.iterator(chunk_size=200):
        index(row)
        number += 1
    return number
