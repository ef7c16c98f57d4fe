"""All checks of one article, as it stands now. Lax while it is written: nothing is refused here;
whoever lets it pass asks ``blocking``."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max

from bulletin import body
from bulletin.body import Block, Body, ListBlock, Paragraph, Picture, Quote, Runs, Table
from bulletin.checks.findings import AROUND, Finding
from bulletin.checks.words import Hit, Scanner, Word
from bulletin.enums import Origin, Severity
from bulletin.models import Article, Link, WordRule

LONGEST_PARAGRAPH = 600
_TITLES = ("kicker", "title", "subtitle", "summary")


class _Words:
    """The rules as a scanner, built anew when somebody changed one."""

    stamp: Any = None
    scanner = Scanner(())


@dataclass(frozen=True, slots=True)
class Known:
    """What checks ask the database for beside the article: asked once for many of them."""

    look: Scanner
    dead: Mapping[str, str]


def at_hand() -> Known:
    dead = Link.objects.filter(alive=False).values_list("url", "said")
    return Known(scanner(), dict(dead))


def run(article: Article, *, given: Known | None = None) -> list[Finding]:
    """The worst first. Queries: rules' stamp, links, waivers; the rules themselves when they changed."""
    blocks = body.from_json(article.body)
    found = [
        *_signature(article),
        *_pictures(blocks),
        *_wordings(article, blocks, given.look if given else scanner()),
        *_links(blocks, given.dead if given else None),
        *_lengths(blocks),
    ]
    rows = article.waivers.all() if article.pk else ()
    waived = {row.finding: row.reason for row in rows}
    told = [
        dataclasses.replace(each, reason=waived[each.key])
        if each.waivable and each.key in waived
        else each
        for each in found
    ]
    order = list(Severity)
    return sorted(told, key=lambda each: (not each.open, order.index(each.severity)))


def blocking(article: Article, *, given: Known | None = None) -> list[Finding]:
    """What has to be put right, or let stand with a reason, before a piece is let through."""
    return [
        each for each in run(article, given=given) if each.open and each.severity == Severity.BLOCK
    ]


def scanner() -> Scanner:
    stamp = WordRule.objects.aggregate(n=Count("pk"), last=Max("changed_at"))
    if stamp != _Words.stamp:
        rules = WordRule.objects.filter(active=True)
        _Words.scanner = Scanner(_word(rule) for rule in rules.iterator())
        _Words.stamp = stamp
    return _Words.scanner


def _word(rule: WordRule) -> Word:
    unless = tuple(part.strip() for part in rule.unless.split("、") if part.strip())
    return Word(rule.word, rule.severity, rule.kind, rule.instead, rule.why, unless)


_SIGNED: tuple[tuple[str, Origin | None, Severity, str], ...] = (
    ("source_name", Origin.REPRINT, Severity.BLOCK, "转载的稿件须写明来源。"),
    ("source_url", Origin.REPRINT, Severity.WARN, "转载的稿件最好写上来源网址。"),
    ("unit", Origin.MEMBER, Severity.BLOCK, "会员来稿须有署名单位。"),
    ("authors", Origin.MEMBER, Severity.BLOCK, "会员来稿须有作者。"),
    ("body", None, Severity.BLOCK, "还没有正文。"),
    ("summary", None, Severity.SUGGEST, "没有摘要：邮件和公众号会用正文开头代替。"),
)
"""Of which origin, None for all; how badly it is missed."""


def _signature(article: Article) -> Iterator[Finding]:
    for name, origin, severity, said in _SIGNED:
        if origin in (None, article.origin) and not getattr(article, name):
            yield Finding("缺项", severity, said, name=name)


def _pictures(blocks: Body) -> Iterator[Finding]:
    for number, block in enumerate(blocks, start=1):
        if not isinstance(block, Picture):
            continue
        if not block.alt:
            said = "图片没有替代文字。请用一句话写出图上有什么，看不见图的读者靠它。"
            yield Finding("图片", Severity.BLOCK, said, number, name=f"{block.key}.alt")
        if not block.credit:
            yield Finding(
                "图片",
                Severity.BLOCK,
                "图片没有写摄影者或提供者。",
                number,
                name=f"{block.key}.credit",
            )
        if not block.caption:
            yield Finding(
                "图片", Severity.WARN, "图片没有图说。", number, name=f"{block.key}.caption"
            )


def _wordings(article: Article, blocks: Body, look: Scanner) -> Iterator[Finding]:
    for name in _TITLES:
        text = str(getattr(article, name))
        yield from (_wording(hit, text, None, name) for hit in look.hits(text))
    for number, block in enumerate(blocks, start=1):
        text = body.text([block])
        yield from (_wording(hit, text, number, "") for hit in look.hits(text))


def _wording(hit: Hit, text: str, block: int | None, name: str) -> Finding:
    word, wrong = hit.word, text[hit.start : hit.end]
    advice = f"，应为“{word.instead}”" if word.instead else ""
    why = f"（{word.why}）" if word.why else ""
    return Finding(
        word.kind, Severity(word.severity), f"“{wrong}”{advice}{why}", block, name,
        before=text[max(0, hit.start - AROUND) : hit.start], wrong=wrong,
        after=text[hit.end : hit.end + AROUND], waivable=True,
    )  # fmt: skip


def addresses(blocks: Iterable[Block]) -> Iterator[tuple[int, str]]:
    """Every address that the text points at on the web, with the block where it stands."""
    for number, block in enumerate(blocks, start=1):
        for part in _runs(block):
            yield from ((number, run.link) for run in part if run.link.startswith("http"))


def _runs(block: Block) -> Iterable[Runs]:
    match block:
        case Paragraph() | Quote():
            return [block.runs]
        case ListBlock():
            return block.items
        case Table():
            return [cell for row in block.rows for cell in row]
    return []


def _links(blocks: Body, dead: Mapping[str, str] | None) -> Iterator[Finding]:
    told = list(addresses(blocks))
    if not told:
        return
    if dead is None:
        rows = Link.objects.filter(url__in={url for _, url in told}, alive=False)
        dead = dict(rows.values_list("url", "said"))
    for number, url in told:
        if url in dead:
            said = f"链接打不开：{url}（{dead[url]}）"
            yield Finding("链接", Severity.BLOCK, said, number, wrong=url, waivable=True)


def _lengths(blocks: Body) -> Iterator[Finding]:
    for number, block in enumerate(blocks, start=1):
        if isinstance(block, Paragraph) and len(text := body.said(block.runs)) > LONGEST_PARAGRAPH:
            said = f"这一段有 {len(text)} 字，手机上要滑好几屏，建议分段。"
            yield Finding("篇幅", Severity.SUGGEST, said, number)
