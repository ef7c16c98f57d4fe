"""Looking for words: what says the whole phrase first, then what says all of its words.

The latest ``RANKED`` that say it, and as many with it in their title, are weighed against each other;
older ones are counted and not listed. Nobody reads so many, and to weigh all of a word that stands
nearly everywhere would cost seconds.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from bulletin.models import ArticleIndex
from bulletin.search import words
from bulletin.search.indexing import quoted

RANKED = 300
MANY = 3_000
THROUGH = 3_000
SIZE = 10
LONGEST = 60
_BEFORE, _AFTER = 24, 90
_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
# A word of few pieces is looked up in its index and nowhere else: read row by row they cost a second,
# which the planner doesn't know of values that lie beside the table; ``OFFSET 0`` keeps the day out
# of it. A word of many is read from the latest piece backwards until there are enough.
_NO_SCAN = "SET LOCAL enable_seqscan = off"
_GUESSED = """
EXPLAIN (FORMAT JSON)
SELECT 1 FROM bulletin_articleindex WHERE words @@ %(all)s::tsquery {filters}
"""
_FEW = """
    SELECT article_id, published_at FROM bulletin_articleindex
    WHERE words @@ %(all)s::tsquery {filters} OFFSET 0
"""
_MANY = """
    SELECT article_id, published_at FROM (
        SELECT article_id, published_at, words FROM bulletin_articleindex
        WHERE true {filters} ORDER BY published_at DESC LIMIT %(through)s
    ) AS backwards WHERE words @@ %(all)s::tsquery LIMIT %(ranked)s
"""
_FOUND = """
WITH every AS MATERIALIZED ({matches}), latest AS MATERIALIZED (
    (SELECT article_id FROM every ORDER BY published_at DESC LIMIT %(ranked)s)
    UNION
    (SELECT article_id FROM (
        SELECT article_id, published_at FROM bulletin_articleindex
        WHERE title_words @@ %(all)s::tsquery {filters} OFFSET 0
     ) AS titled ORDER BY published_at DESC LIMIT %(ranked)s)
)
SELECT article_id, (SELECT count(*) FROM every) FROM bulletin_articleindex
WHERE article_id = ANY(ARRAY(SELECT article_id FROM latest))
ORDER BY
    position(%(said)s IN lower(title)) > 0 DESC,
    words @@ %(phrase)s::tsquery DESC,
    ts_rank(words, %(all)s::tsquery) DESC,
    published_at DESC, article_id DESC
LIMIT %(size)s OFFSET %(skip)s
"""


@dataclass(frozen=True, slots=True)
class Hit:
    row: ArticleIndex
    title: SafeString
    says: SafeString


@dataclass(frozen=True, slots=True)
class Page:
    hits: list[Hit]
    number: int
    page: int
    has_next: bool
    letter_by_letter: bool = False


def find(
    asked: str, *, year: int | None = None, column: int | None = None, for_members: bool = False,
    page: int = 1,
) -> Page:  # fmt: skip
    """``for_members``: pieces for members too. Nothing asked is nothing found."""
    said = " ".join(asked.replace("\x00", " ").split())[:LONGEST]
    query = _query(said)
    if query is None:
        return Page([], 0, 1, has_next=False)
    told = {**query, "year": year, "column": column}
    filters = _filters(year=year, column=column, for_members=for_members)
    rows = _rows(told | {"size": SIZE + 1, "skip": (page - 1) * SIZE}, filters)
    if not rows and page == 1:
        return _by_letters(said, told, filters)
    keys = [pk for pk, _ in rows]
    number = rows[0][1] if rows else 0
    return Page(_hits(keys[:SIZE], said), number, page, has_next=len(keys) > SIZE)


def _query(said: str) -> dict[str, Any] | None:
    """Two questions of the same words: one behind the other, and all anywhere. What stands in
    quotation marks is asked as a phrase only."""
    phrases = [each.strip() for each in _QUOTED.findall(said)]
    loose = _QUOTED.sub(" ", said).split()
    terms = [term for each in [*phrases, *loose] if (term := words.asked(each))]
    if not terms:
        return None
    as_phrases = [_phrase(term) for term in terms]
    strict = len(phrases)
    spread = as_phrases[:strict] + [_all(term) for term in terms[strict:]]
    return {
        "said": words.plain(" ".join([*phrases, *loose])),
        "phrase": " & ".join(as_phrases),
        "all": " & ".join(spread),
    }


def _phrase(term: list[tuple[str, int]]) -> str:
    """By where each begins: characters, not words, are counted between them."""
    written, last = quoted(term[0][0]), term[0][1]
    for word, place in term[1:]:
        written, last = f"{written} <{place - last}> {quoted(word)}", place
    return f"({written})"


def _all(term: list[tuple[str, int]]) -> str:
    return " & ".join(quoted(word) for word, _ in term)


def _filters(*, year: int | None, column: int | None, for_members: bool) -> str:
    found = "" if for_members else " AND NOT for_members"
    found += " AND column_id = %(column)s" if column else ""
    if year:
        found += (
            " AND published_at >= make_timestamptz(%(year)s, 1, 1, 0, 0, 0, 'Asia/Shanghai')"
            " AND published_at < make_timestamptz(%(year)s + 1, 1, 1, 0, 0, 0, 'Asia/Shanghai')"
        )
    return found


def _rows(told: dict[str, Any], filters: str) -> list[tuple[int, int]]:
    """Keys in their order, each with how many there are in all: of a word of many a guess."""
    told = told | {"ranked": RANKED, "through": THROUGH}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_GUESSED.format(filters=filters), told)
        guessed = int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])
        many = guessed > MANY
        matches = (_MANY if many else _FEW).format(filters=filters)
        cursor.execute(_NO_SCAN)
        cursor.execute(_FOUND.format(matches=matches, filters=filters), told)
        rows = cursor.fetchall()
    return [(pk, max(number, guessed) if many else number) for pk, number in rows]


def _by_letters(said: str, told: dict[str, Any], filters: str) -> Page:
    """Where the words are none that anybody cut: the same letters, in the latest pieces."""
    letters = words.plain(_QUOTED.sub(r"\1", said))
    sql = (
        "SELECT article_id FROM (SELECT article_id, title, text, published_at "  # noqa: S608
        f"FROM bulletin_articleindex WHERE true {filters} ORDER BY published_at DESC "
        "LIMIT %(through)s) AS latest WHERE position(%(letters)s IN lower(title)) > 0 "
        "OR position(%(letters)s IN lower(text)) > 0 ORDER BY published_at DESC LIMIT %(size)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, told | {"letters": letters, "through": THROUGH, "size": SIZE})
        keys = [pk for (pk,) in cursor.fetchall()]
    return Page(_hits(keys, said), len(keys), 1, has_next=False, letter_by_letter=bool(keys))


def _hits(keys: list[int], said: str) -> list[Hit]:
    rows = ArticleIndex.objects.select_related("column").defer("words", "title_words").in_bulk(keys)
    marks = _marks(said)
    return [
        Hit(row, marked(row.title, marks), marked(_around(row.text, marks), marks))
        for key in keys
        if (row := rows.get(key))
    ]


def _marks(said: str) -> re.Pattern[str]:
    """The longest first: what was asked as a whole, then its words."""
    whole = _QUOTED.sub(r" \1 ", said).split()
    told = {*map(words.plain, whole), *(word for each in whole for word, _ in words.asked(each))}
    longest = sorted(told, key=len, reverse=True)
    return re.compile("|".join(re.escape(each) for each in longest if each) or "(?!)")


def marked(text: str, marks: re.Pattern[str]) -> SafeString:
    """With what was found between marks; all of it escaped by us."""
    read, written, last = words.plain(text), [], 0
    for hit in marks.finditer(read):
        begin, end = hit.span()
        written += [escape(text[last:begin]), f"<mark>{escape(text[begin:end])}</mark>"]
        last = end
    written.append(escape(text[last:]))
    return mark_safe("".join(written))  # noqa: S308


def _around(text: str, marks: re.Pattern[str]) -> str:
    """The first place that says the longest of it."""
    read = words.plain(text)
    hits = max(marks.finditer(read), key=lambda hit: len(hit[0]), default=None)
    at = hits.start() if hits else 0
    begin, end = max(0, at - _BEFORE), at + _AFTER
    cut = " ".join(text[begin:end].split())
    return f"{'…' if begin else ''}{cut}{'…' if end < len(text) else ''}"
