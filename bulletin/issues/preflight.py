"""What an issue still lacks. What blocks has to be mended before it is locked or released."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from bulletin import body, checks
from bulletin.articles import versions
from bulletin.body import Picture
from bulletin.editions import contents, making
from bulletin.enums import EditionKind, IssueState, Severity, Stage
from bulletin.models import Article, ArticleVersion, Edition, Issue, IssueColumn, IssueItem

PASSED = (Stage.READY, Stage.PUBLISHED)
SHEET = 4
"""Pages on one folded sheet: a stapled issue has a multiple of it."""


@dataclass(frozen=True, slots=True)
class Lack:
    severity: Severity
    said: str
    item: IssueItem | None = None
    """The piece that it is about."""


def run(issue: Issue) -> list[Lack]:
    """The worst first, else in the order of the issue."""
    items = list(
        issue.items.select_related("article__approved", "version", "under__column")
        .prefetch_related("article__waivers")
        .order_by("under__position", "position", "pk")
    )
    given = checks.at_hand()
    found = [
        *_round(issue),
        *_columns(issue, items),
        *(lack for item in items for lack in _piece(item, given)),
        *(_corrected(items) if issue.state == IssueState.LOCKED else ()),
        *_edition(issue),
    ]
    order = list(Severity)
    return sorted(found, key=lambda lack: order.index(lack.severity))


def blocking(issue: Issue) -> list[Lack]:
    return [lack for lack in run(issue) if lack.severity == Severity.BLOCK]


def current(issue: Issue, kind: EditionKind) -> Edition | None:
    """The edition of what stands in the issue now, if that was made last: an older one of the same
    content isn't what readers would get."""
    made = making.newest(issue, kind)
    same = made is not None and made.of == contents.digest(contents.contents(issue), kind)
    return made if same else None


def to_fill(pages: int) -> int:
    """How many pages are missing for whole sheets."""
    return -pages % SHEET


def _round(issue: Issue) -> Iterator[Lack]:
    if not issue.focus:
        yield Lack(Severity.WARN, "封面没有“本期聚焦”。")
    if issue.cover is None:
        yield Lack(Severity.WARN, "没有封面图：封面只印图案。")
    if issue.with_introduction and not issue.masthead.introduction:
        yield Lack(Severity.WARN, "刊头里没有简介，简介页不印。")
    if issue.call is None:
        yield Lack(Severity.SUGGEST, "没有选征稿启事，这一页不印。")


def _columns(issue: Issue, items: list[IssueItem]) -> Iterator[Lack]:
    if not items:
        yield Lack(Severity.BLOCK, "本期还没有稿件。")
    for row in issue.columns.select_related("column").order_by("position", "pk"):
        own = [item for item in items if item.under_id == row.pk]
        if not own:
            yield Lack(Severity.SUGGEST, f"“{row}”没有稿件，这个栏目不印。")
        elif (used := pages(row, own)) and row.pages and used > row.pages:
            yield Lack(Severity.WARN, f"“{row}”计划 {row.pages} 页，排出来是 {used} 页。")


def pages(row: IssueColumn, items: list[IssueItem]) -> int:
    """How many pages the column took when it was last set; 0 before that."""
    first = [item.first_page for item in items if item.first_page]
    last = [item.last_page for item in items if item.last_page]
    return max(last) - min(first) + 1 if first and last else 0


def _piece(item: IssueItem, given: checks.Known) -> Iterator[Lack]:
    article = item.article
    version = item.version or article.approved
    if item.version is None and (version is None or article.stage not in PASSED):
        said = f"{article}现在是“{article.get_stage_display()}”，三审三校还没有做完。"
        yield Lack(Severity.BLOCK, said, item)
    head, blocks = (
        (version.head, version.body) if version else (versions.head(article), article.body)
    )
    for finding in checks.blocking(_as_of(article, version), given=given):
        yield Lack(Severity.BLOCK, f"{article}：{finding.said}", item)
    for block in body.from_json(blocks):
        if isinstance(block, Picture) and not block.alt:
            yield Lack(Severity.WARN, f"{article}：有图片没有替代文字，暂用图说代替。", item)
            break
    if head["source_url"] in given.dead:
        yield Lack(Severity.WARN, f"{article}：来源网址打不开。", item)


def _corrected(items: list[IssueItem]) -> Iterator[Lack]:
    """A piece that readers have already may be put right while its issue is locked: paper and PDF
    keep the version of the lock."""
    for item in items:
        if item.version_id and item.article.approved_id not in (None, item.version_id):
            said = f"{item.article}：锁定以后又有更正，本期印的还是更正以前的；要印改正的，请解锁后重新锁定。"
            yield Lack(Severity.WARN, said, item)


def _as_of(article: Article, version: ArticleVersion | None) -> Article:
    """The article as it reads in this version; never saved."""
    if version is None:
        return article
    read = copy.copy(article)
    for name in versions.PRINTED:
        setattr(read, name, version.head[name])
    read.body = version.body
    return read


def _edition(issue: Issue) -> Iterator[Lack]:
    found = current(issue, EditionKind.SCREEN)
    if found is None:
        severity = Severity.SUGGEST if issue.state == IssueState.PLANNING else Severity.BLOCK
        yield Lack(severity, "现在的内容还没有做成阅读版 PDF。")
        return
    facts = found.facts
    if wrong := facts.get("toc_mismatches"):
        yield Lack(Severity.BLOCK, f"目录有 {wrong} 处页码与正文不一致，请重新制作。")
    if silent := facts.get("figures_without_alt"):
        yield Lack(Severity.WARN, f"PDF 里有 {silent} 幅图没有替代文字。")
    if missing := to_fill(facts.get("pages", 0)):
        total = facts["pages"]
        yield Lack(
            Severity.SUGGEST, f"共 {total} 页，骑马订须补 {missing} 页；印刷版自动补空白页。"
        )
