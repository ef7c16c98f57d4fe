"""Looking for words: what says the whole phrase first, then what says all of its words.

Of each kind (in the title, as a phrase, with all words) the latest ``RANKED`` are weighed against
each other; older ones of a word that stands nearly everywhere are counted and not listed.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from bulletin.models import ArticleIndex
from bulletin.search import words
from bulletin.search.indexing import quoted

RANKED = 200
SIZE = 10
MOST_COUNTED = 1_000
LONGEST = 60
_BEFORE, _AFTER = 24, 90
_LOOKED_THROUGH = 5_000
"""The latest pieces that are read letter by letter where no word is found."""
_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
_FOUND = """
WITH found AS (
    (SELECT article_id FROM bulletin_articleindex
     WHERE words @@ %(title)s::tsquery {filters} ORDER BY published_at DESC LIMIT %(ranked)s)
    UNION
    (SELECT article_id FROM bulletin_articleindex
     WHERE words @@ %(phrase)s::tsquery {filters} ORDER BY published_at DESC LIMIT %(ranked)s)
    UNION
    (SELECT article_id FROM bulletin_articleindex
     WHERE words @@ %(all)s::tsquery {filters} ORDER BY published_at DESC LIMIT %(ranked)s)
)
SELECT row.article_id
FROM bulletin_articleindex AS row JOIN found USING (article_id)
ORDER BY
    position(%(said)s IN lower(row.title)) > 0 DESC,
    row.words @@ %(phrase)s::tsquery DESC,
    ts_rank(row.words, %(all)s::tsquery) DESC,
    row.published_at DESC, row.article_id DESC
LIMIT %(size)s OFFSET %(skip)s
"""
_COUNTED = """
SELECT count(*) FROM (
    SELECT 1 FROM bulletin_articleindex WHERE words @@ %(all)s::tsquery {filters} LIMIT %(most)s
) AS found
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
    """How many there are; ``MOST_COUNTED`` if there are as many or more."""
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
    number = _counted(told, filters)
    if not number:
        return _by_letters(said, told, filters)
    skip = (page - 1) * SIZE
    keys = _keys(told | {"size": SIZE + 1, "skip": skip}, filters)
    return Page(_hits(keys[:SIZE], said), number, page, has_next=len(keys) > SIZE)


def _query(said: str) -> dict[str, Any] | None:
    """Three questions of the same words: in the title, one behind the other, all anywhere. What
    stands in quotation marks is asked as a phrase only."""
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
        "title": " & ".join(_all(term, weight=":A") for term in terms),
        "phrase": " & ".join(as_phrases),
        "all": " & ".join(spread),
    }


def _phrase(term: list[tuple[str, int]]) -> str:
    """By where each begins: characters, not words, are counted between them."""
    written, last = _word(term[0][0]), term[0][1]
    for word, place in term[1:]:
        written, last = f"{written} <{place - last}> {_word(word)}", place
    return f"({written})"


def _all(term: list[tuple[str, int]], *, weight: str = "") -> str:
    return " & ".join(f"{quoted(word)}{weight}" for word, _ in term)


def _word(word: str) -> str:
    return quoted(word)


def _filters(*, year: int | None, column: int | None, for_members: bool) -> str:
    found = "" if for_members else " AND NOT for_members"
    found += " AND column_id = %(column)s" if column else ""
    if year:
        found += (
            " AND published_at >= make_timestamptz(%(year)s, 1, 1, 0, 0, 0, 'Asia/Shanghai')"
            " AND published_at < make_timestamptz(%(year)s + 1, 1, 1, 0, 0, 0, 'Asia/Shanghai')"
        )
    return found


def _keys(told: dict[str, Any], filters: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_FOUND.format(filters=filters), told | {"ranked": RANKED})
        return [pk for (pk,) in cursor.fetchall()]


def _counted(told: dict[str, Any], filters: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(filters=filters), told | {"most": MOST_COUNTED})
        (number,) = cursor.fetchone()
    return int(number)


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
        cursor.execute(sql, told | {"letters": letters, "through": _LOOKED_THROUGH, "size": SIZE})
        keys = [pk for (pk,) in cursor.fetchall()]
    return Page(_hits(keys, said), len(keys), 1, has_next=False, letter_by_letter=bool(keys))


def _hits(keys: list[int], said: str) -> list[Hit]:
    rows = ArticleIndex.objects.select_related("article__published", "column").in_bulk(keys)
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
