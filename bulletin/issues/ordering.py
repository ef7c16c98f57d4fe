"""Which pieces stand in an issue, and in which order: the issue's own, whatever columns do elsewhere.

Every change of the order counts ``Issue.saves`` up. Whoever changes it says which count the page
showed, so that two desks don't write over each other.
"""

from collections.abc import Sequence

from django.db import transaction

from association.base import audit
from association.base.errors import Refused
from bulletin.enums import IssueState, Stage
from bulletin.issues.planning import CALL, ELSEWHERE, Elsewhere, planned
from bulletin.models import Article, Column, Issue, IssueColumn, IssueItem
from bulletin.rules import Actor

Order = Sequence[tuple[int, Sequence[int]]]
"""(column, its pieces), by the keys of ``IssueColumn`` and ``IssueItem``."""
UP, DOWN = "up", "down"
_GONE = (Stage.DROPPED, Stage.TAKEN_DOWN)


@transaction.atomic
def add_column(issue: Issue, column: Column, *, by: Actor) -> IssueColumn:
    """Behind the others; the one that is there if it is. Raises Refused."""
    locked = planned(issue, by=by)
    if column.slug == CALL:
        raise Refused("征稿启事按刊期的设置印在最后，不用加栏目。", field="column")
    found = locked.columns.filter(column=column).first()
    if found is not None:
        return found
    last = locked.columns.order_by("-position").first()
    found = IssueColumn.objects.create(
        issue=locked, column=column, position=last.position + 1 if last else 1
    )
    _changed(locked, issue)
    audit.record(locked, "加栏目", by=by, after={"栏目": column.name})
    return found


@transaction.atomic
def take_out_column(row: IssueColumn, *, by: Actor) -> None:
    """An empty one. Raises Refused while pieces stand in it."""
    issue = row.issue
    locked = planned(issue, by=by)
    if row.items.exists():
        raise Refused(f"“{row}”里还有稿件，请先移到别的栏目或移出本期。")
    row.delete()
    _changed(locked, issue)
    audit.record(locked, "去掉栏目", by=by, before={"栏目": row.column.name})


@transaction.atomic
def budget(row: IssueColumn, *, pages: int | None, by: Actor) -> IssueColumn:
    """How many pages the column is to have. Raises Refused."""
    locked = planned(row.issue, by=by)
    before, row.pages = row.pages, pages
    row.save(update_fields=["pages"])
    audit.record(
        locked, "计划页数", by=by, before={"栏目": str(row), "页": before}, after={"页": pages}
    )
    return row


@transaction.atomic
def add(
    issue: Issue, article: Article, *, by: Actor, under: IssueColumn | None = None
) -> IssueItem:
    """Behind the pieces of its column. Raises Refused: in an issue already, dropped, taken down."""
    locked = planned(issue, by=by)
    piece = Article.objects.select_for_update().select_related("column").get(pk=article.pk)
    if piece.stage in _GONE:
        raise Refused(
            f"{piece}现在是“{piece.get_stage_display()}”，不能编入刊期。", field="article"
        )
    taken = IssueItem.objects.filter(article=piece).select_related("issue").first()
    if taken is not None:
        raise Refused(f"{piece}已经编入{taken.issue}。", field="article")
    place = under or add_column(locked, piece.column, by=by)
    last = place.items.order_by("-position").first()
    item = IssueItem.objects.create(
        issue=locked, under=place, article=piece, position=last.position + 1 if last else 1
    )
    _changed(locked, issue)
    audit.record(locked, "编入稿件", by=by, after={"稿件": str(piece), "栏目": str(place)})
    return item


@transaction.atomic
def take_out(item: IssueItem, *, by: Actor) -> None:
    """Raises Refused once the issue is locked."""
    issue, piece = item.issue, item.article
    locked = planned(issue, by=by)
    IssueItem.objects.filter(pk=item.pk).delete()
    _changed(locked, issue)
    audit.record(locked, "移出稿件", by=by, before={"稿件": str(piece)})


@transaction.atomic
def new_page(item: IssueItem, *, on: bool, by: Actor) -> IssueItem:
    """Whether the piece begins a page. Raises Refused once the issue is locked."""
    locked = planned(item.issue, by=by)
    item.new_page = on
    item.save(update_fields=["new_page"])
    after = {"稿件": str(item.article), "另起一页": "是" if on else "否"}
    audit.record(locked, "另起一页", by=by, after=after)
    return item


@transaction.atomic
def order(issue: Issue, wanted: Order, *, saves: int, by: Actor) -> Issue:
    """The whole order at once: every column and every piece of the issue, each exactly once.
    Raises Elsewhere if it was changed since, Refused once the issue is locked."""
    locked = planned(issue, by=by)
    if locked.saves != saves:
        raise Elsewhere(ELSEWHERE)
    columns = {row.pk: row for row in locked.columns.all()}
    items = {row.pk: row for row in locked.items.all()}
    named = [pk for _, pieces in wanted for pk in pieces]
    if sorted(pk for pk, _ in wanted) != sorted(columns) or sorted(named) != sorted(items):
        raise Elsewhere(ELSEWHERE)
    for place, (column, pieces) in enumerate(wanted, start=1):
        columns[column].position = place
        for position, pk in enumerate(pieces, start=1):
            items[pk].under_id, items[pk].position = column, position
    IssueColumn.objects.bulk_update(columns.values(), ["position"])
    IssueItem.objects.bulk_update(items.values(), ["under", "position"])
    _changed(locked, issue)
    audit.record(locked, "调整次序", by=by, after={"栏目": len(columns), "稿件": len(items)})
    return issue


def standing(issue: Issue) -> list[tuple[int, list[int]]]:
    """The order as it is."""
    pieces: dict[int, list[int]] = {row.pk: [] for row in issue.columns.order_by("position", "pk")}
    for pk, column in issue.items.order_by("position", "pk").values_list("pk", "under_id"):
        pieces[column].append(pk)
    return list(pieces.items())


@transaction.atomic
def step(item: IssueItem, direction: str, *, saves: int, by: Actor) -> Issue:
    """One place up or down; from the end of a column into the next one. Raises as ``order``."""
    wanted = [(pk, list(pieces)) for pk, pieces in standing(item.issue)]
    at = next(place for place, (_, pieces) in enumerate(wanted) if item.pk in pieces)
    pieces = wanted[at][1]
    place = pieces.index(item.pk)
    pieces.pop(place)
    if direction == UP and place:
        pieces.insert(place - 1, item.pk)
    elif direction == DOWN and place < len(pieces):
        pieces.insert(place + 1, item.pk)
    elif direction == UP and at:
        wanted[at - 1][1].append(item.pk)
    elif direction == DOWN and at + 1 < len(wanted):
        wanted[at + 1][1].insert(0, item.pk)
    else:
        raise Refused("已经在最前或最后了。")
    return order(item.issue, wanted, saves=saves, by=by)


@transaction.atomic
def step_column(row: IssueColumn, direction: str, *, saves: int, by: Actor) -> Issue:
    """A column with its pieces. Raises as ``order``."""
    wanted = list(standing(row.issue))
    at = [pk for pk, _ in wanted].index(row.pk)
    to = at - 1 if direction == UP else at + 1
    if not 0 <= to < len(wanted):
        raise Refused("已经在最前或最后了。")
    wanted.insert(to, wanted.pop(at))
    return order(row.issue, wanted, saves=saves, by=by)


def _changed(locked: Issue, issue: Issue) -> None:
    assert locked.state == IssueState.PLANNING
    locked.saves += 1
    locked.save(update_fields=["saves"])
    issue.refresh_from_db()
