"""Deciding who is reminded now, by rules that are data. What is decided is written once.

Selected is what is due by now and not yet decided, never what is due exactly today. Whoever lacks
nothing that they could mend is not decided at all: what goes missing later has its turn later.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Prefetch

from association.base import clock
from association.base.reminding import since
from members.arithmetic.turns import Turn as RuleTurn
from members.arithmetic.turns import speaks
from training import gates
from training.enums import GONE, ClassState, EnrolmentState
from training.gates import Gate, Turn
from training.models import Enrolment, TeamContact, TrainingReminder, TrainingReminderRule
from training.reminders import messages

Rule = TrainingReminderRule
FIRST_HOUR, LAST_HOUR = 8, 20
"""Nobody is woken up: Beijing hours, the second one excluded."""
CLASSES = (ClassState.ENROLLING, ClassState.TRAINING, ClassState.EXAMINING, ClassState.ISSUING)
DONE = (EnrolmentState.NUMBERED, EnrolmentState.COLLECTED, EnrolmentState.ARCHIVED)
TURNS = {Rule.Whom.PERSON: (Turn.PERSON,), Rule.Whom.TEAM: (Turn.PERSON, Turn.TEAM)}
"""A person is told of what they can mend; the contact of that too, and of what the team owes."""

_LOCK = 0x74726E67  # names the lock among all advisory locks


def remind() -> int:
    """Decides what is due; how many reminders were written down. Run twice it reminds once."""
    if not FIRST_HOUR <= clock.now().hour < LAST_HOUR:
        return 0
    return sum(_decide(rule.pk) for rule in Rule.objects.filter(active=True))


@transaction.atomic
def _decide(rule_key: int) -> int:
    """One rule, by one process at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    rules = list(Rule.objects.filter(active=True))
    rule = next((one for one in rules if one.pk == rule_key), None)
    if rule is None:
        return 0
    rows = [row for row in _due(rule) if _speaks(rule, rules, row)]
    missing = _missing(rule, rows)
    rows = [row for row in rows if missing[row.pk]]
    if rule.whom == Rule.Whom.PERSON:
        decided = [one for row in rows for one in messages.to_person(rule, row, missing[row.pk])]
    else:
        rows.sort(key=lambda row: (row.training_class_id, row.team_id, row.pk))
        groups = groupby(rows, key=lambda row: (row.training_class_id, row.team_id))
        decided = [
            one for _, people in groups for one in messages.to_team(rule, list(people), missing)
        ]
    TrainingReminder.objects.bulk_create(decided, ignore_conflicts=True)
    return len(decided)


def _due(rule: Rule) -> list[Enrolment]:
    """Of classes whose deadline has come near enough, whoever wasn't reminded by this rule yet."""
    field = f"training_class__{rule.deadline}"
    acting = TeamContact.objects.filter(ended_at=None).select_related("user")
    rows = (
        Enrolment.objects.filter(
            training_class__state__in=CLASSES,
            **{f"{field}__lte": clock.today() - timedelta(rule.days), f"{field}__gte": since(rule)},
        )
        .exclude(state__in=[*GONE, *DONE])
        .select_related("training_class", "trainee", "team")
        .prefetch_related(Prefetch("team__contacts", acting))
        .order_by("pk")
    )
    told = set(
        TrainingReminder.objects.filter(rule=rule, enrolment__in=rows).values_list(
            "enrolment", "due_on"
        )
    )
    return [row for row in rows if (row.pk, messages.deadline(rule, row)) not in told]


def _speaks(rule: Rule, rules: Iterable[Rule], row: Enrolment) -> bool:
    """After a long silence one message is enough: the latest of this kind speaks."""
    alike = [one for one in rules if (one.whom, one.deadline) == (rule.whom, rule.deadline)]
    turns = [RuleTurn(one.code, one.days, since(one)) for one in alike]
    due_on = messages.deadline(rule, row)
    return speaks(turns, due_until=due_on, today=clock.today()) == rule.code


def _missing(rule: Rule, rows: list[Enrolment]) -> dict[int, list[Gate]]:
    turns = TURNS[Rule.Whom(rule.whom)]
    found: dict[int, list[Gate]] = defaultdict(list)
    for pk, closed in gates.gates(rows).items():
        found[pk] = [gate for gate in closed if gate.turn in turns]
    return found
