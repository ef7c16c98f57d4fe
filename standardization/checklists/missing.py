"""What a checklist still lacks before it can be closed, item by item."""

from dataclasses import dataclass, field

from django.db.models import Count

from standardization.checklists.bundles import items_of
from standardization.enums import AnswerState
from standardization.models import Answer, AnswerEvent, Checklist, Finding, Item, Photo


@dataclass(slots=True)
class Missing:
    """``unapproved`` and ``unconfirmed`` wait for a second person; ``differing`` are items on
    which two people said different things: the latest counts, whoever leads looks at it."""

    total: int
    unanswered: list[Item] = field(default_factory=list)
    unapproved: list[Answer] = field(default_factory=list)
    unconfirmed: list[Answer] = field(default_factory=list)
    without_photo: list[Item] = field(default_factory=list)
    differing: list[Item] = field(default_factory=list)
    unregistered: list[Item] = field(default_factory=list)
    """Fail, and nobody wrote a finding down: allowed, and easily forgotten."""

    @property
    def answered(self) -> int:
        return self.total - len(self.unanswered)

    @property
    def obstacle(self) -> str | None:
        """Why it can't be closed yet, in one sentence."""
        lacks = (
            (len(self.unanswered), "项没有作答"),
            (len(self.unapproved), "项“不适用”没有第二人同意"),
            (len(self.unconfirmed), "项否决没有第二人确认"),
            (len(self.without_photo), "项不符合没有照片"),
        )
        told = [f"{count} {what}" for count, what in lacks if count]
        return f"检查表还有 {'、'.join(told)}。" if told else None


def missing(checklist: Checklist) -> Missing:
    """Five queries however many the items."""
    items = items_of(checklist)
    rows = Answer.objects.filter(checklist=checklist).select_related("event", "item", "by")
    answers = {row.item_id: row for row in rows.order_by("item__position")}
    pictured = set(Photo.objects.filter(checklist=checklist).values_list("item", flat=True))
    registered = set(
        Finding.objects.filter(visit=checklist.visit_id).values_list("item", flat=True)
    )
    differing = _differing(checklist)
    found = Missing(len(items))
    for item in items:
        answer = answers.get(item.pk)
        if answer is None:
            found.unanswered.append(item)
            continue
        _sort(found, answer, item, pictured=item.pk in pictured)
        if answer.state == AnswerState.FAILS and item.pk not in registered:
            found.unregistered.append(item)
        if item.pk in differing:
            found.differing.append(item)
    return found


def _sort(found: Missing, answer: Answer, item: Item, *, pictured: bool) -> None:
    if answer.state == AnswerState.NOT_APPLICABLE and answer.na_approved_by_id is None:
        found.unapproved.append(answer)
    if answer.event.veto_failed and answer.veto_confirmed_by_id is None:
        found.unconfirmed.append(answer)
    if answer.state == AnswerState.FAILS and item.photo_on_fail and not pictured:
        found.without_photo.append(item)


def _differing(checklist: Checklist) -> set[int]:
    """Items that several people answered, and not all with the same word in the end."""
    shared = (
        AnswerEvent.objects.filter(checklist=checklist, late=False)
        .values("item")
        .annotate(people=Count("by", distinct=True))
        .filter(people__gt=1)
        .values("item")
    )
    last: dict[int, dict[int, str]] = {}
    events = AnswerEvent.objects.filter(checklist=checklist, late=False, item__in=shared)
    for item, by, state in events.order_by("received_at").values_list("item", "by", "state"):
        last.setdefault(item, {})[by] = state
    return {item for item, words in last.items() if len(set(words.values())) > 1}
