"""An issue is locked, unlocked, released. From the lock on it holds what it will say for good."""

from django.db import transaction

from association.base import audit, clock
from association.base.errors import Refused
from bulletin import telling
from bulletin.articles import publishing
from bulletin.enums import Channel
from bulletin.issues import preflight
from bulletin.issues.states import ISSUES, locked_by
from bulletin.models import Issue, IssueColumn, IssueItem, Publication
from bulletin.readers import freshness
from bulletin.rules import Actor

_TOLD = 8
"""So many lacks are named in a refusal; the page lists all."""


@transaction.atomic
def lock(issue: Issue, *, by: Actor) -> Issue:
    """Freezes the version of every piece and the names of the columns. Raises Refused with what
    lacks."""
    row = Issue.objects.select_for_update().get(pk=issue.pk)
    _complete(row, "锁定")
    ISSUES.perform(row, "lock", by=by)
    items = list(row.items.select_related("article"))
    for item in items:
        item.version = item.article.approved
    IssueItem.objects.bulk_update(items, ["version"])
    columns = list(row.columns.select_related("column"))
    for each in columns:
        each.name, each.english, each.colour = (
            each.column.name, each.column.english, each.column.colour,
        )  # fmt: skip
    IssueColumn.objects.bulk_update(columns, ["name", "english", "colour"])
    issue.refresh_from_db()
    return issue


@transaction.atomic
def unlock(issue: Issue, *, reason: str, by: Actor) -> Issue:
    """To be changed again: pieces follow their articles, columns their names. Raises Refused."""
    ISSUES.perform(issue, "unlock", by=by, reason=reason.strip())
    issue.items.update(version=None)
    issue.columns.update(name="", english="", colour="")
    issue.refresh_from_db()
    return issue


@transaction.atomic
def release(issue: Issue, *, by: Actor) -> Issue:
    """The issue, its pieces in their frozen versions and the record of where they appeared, all at
    once or nothing. Raises Refused: by the one who locked it, with what lacks."""
    row = Issue.objects.select_for_update().get(pk=issue.pk)
    if by is not None and locked_by(row) == by.pk:
        raise Refused("这一期是您锁定的，须由另一位有权限的同事发布。")
    ISSUES.perform(row, "release", by=by)
    row.refresh_from_db()
    _complete(row, "发布")
    for item in row.items.select_related("article__submission__submitter", "version"):
        publishing.release_in_issue(item, by=by)
        _appeared(item, row)
        telling.printed(item)
    freshness.changed()
    audit.record(row, "刊出稿件", by=by, after={"稿件": row.items.count()})
    issue.refresh_from_db()
    return issue


def _appeared(item: IssueItem, issue: Issue) -> None:
    assert item.version is not None
    on = clock.today()
    pages = {page for page in (item.first_page, item.last_page) if page is not None}
    place = "第 " + "—".join(str(page) for page in sorted(pages)) + " 页" if pages else ""
    Publication.objects.get_or_create(
        article=item.article, channel=Channel.PRINT, issue=issue,
        defaults={"version": item.version, "place": place, "on": on},
    )  # fmt: skip
    Publication.objects.get_or_create(
        article=item.article, channel=Channel.WEB, issue=None,
        defaults={"version": item.version, "place": publishing.address(item.article), "on": on},
    )  # fmt: skip


def _complete(issue: Issue, verb: str) -> None:
    lacks = preflight.blocking(issue)
    if not lacks:
        return
    said = "；".join(lack.said.rstrip("。") for lack in lacks[:_TOLD])
    more = f"；还有 {len(lacks) - _TOLD} 处" if len(lacks) > _TOLD else ""
    raise Refused(f"还不能{verb}：{said}{more}。")
