"""Sub-batches, settlement, collection and archive: who gets through which of their doors."""

from tests.architecture.allowed import TRAINING
from tests.architecture.doors import Desk, Door, SignedIn, Stock
from tests.architecture.objects import key
from tests.architecture.objects_batches import (
    a_slot,
    answer,
    collected,
    draft,
    due,
    item,
    line,
    number,
    ready,
    register,
    seal,
    submitted,
    training_class,
)
from tests.factories import batches, cast
from training.models import ArchiveItem, RetentionClass

STAFF = ("training",)
MONEY = ("training", "finance", "head", "supervisor")


class TeamPage(SignedIn):
    """A team's page: whoever isn't its contact finds nothing."""

    def turned_away(self, role: str) -> str:
        return super().turned_away(role) if role == cast.ANONYMOUS else "404"


DESK: list[Door] = [
    Desk("admin:training_class_batches", TRAINING, at=lambda: key(training_class())),
    Desk("admin:training_batch", TRAINING, at=lambda: key(draft())),
    Desk("admin:training_batch_submit", STAFF, 302, at=lambda: key(draft()), sends={}),
    Desk(
        "admin:training_batch_discard",
        STAFF,
        302,
        at=lambda: key(draft()),
        sends={"reason": "选错了人"},
    ),
    Desk("admin:training_batch_drop", STAFF, 302, at=lambda: line(draft()), sends={}),
    Desk("admin:training_batch_manifest", STAFF, at=lambda: key(submitted())),
    Desk("admin:training_batch_answer", STAFF, at=lambda: key(submitted())),
    Desk("admin:training_batch_line", STAFF, at=lambda: line(submitted())),
    Desk("admin:training_answer", STAFF, at=lambda: key(answer())),
    Desk("admin:training_answer_confirm", STAFF, 302, at=lambda: key(answer()), sends={}),
    Desk("admin:training_answer_file", STAFF, at=lambda: key(answer())),
    Desk("admin:training_number_correct", STAFF, at=lambda: key(number())),
    Desk("admin:training_settlements", MONEY),
    Desk("admin:training_settlement_waive", ("finance",), at=lambda: key(due())),
    Desk("admin:training_class_collection", TRAINING, at=lambda: key(ready().training_class)),
    Desk("admin:training_slot_add", STAFF, at=lambda: key(training_class())),
    Desk("admin:training_slot_change", STAFF, at=a_slot),
    Desk("admin:training_slot_withdraw", STAFF, at=a_slot),
    Desk("admin:training_pickup_register", STAFF, at=register),
    Desk("admin:training_pickup", STAFF, at=lambda: key(ready())),
    Desk("admin:training_undelivered", STAFF, at=lambda: key(ready())),
    Desk("admin:training_pickup_file", TRAINING, at=collected),
    Desk("admin:training_class_archive", TRAINING, at=lambda: key(training_class())),
    Desk("admin:training_archive_tick", STAFF, at=item),
    Desk("admin:training_archive_file", TRAINING, at=item),
    Desk("admin:training_archive_manifest", TRAINING, at=seal),
    Desk("admin:training_archive_verify", STAFF, 302, at=seal, sends={}),
]

PORTAL: list[Door] = [
    TeamPage(
        "training:team_pickup",
        ("team_contact",),
        at=lambda: {"team": cast.team("chenling").pk},
    ),
]

STOCK: list[Stock] = [
    Stock("training.IssuingBody", make=batches.body, view=TRAINING, add=STAFF, change=STAFF),
    Stock(
        "training.ArchiveItem",
        make=lambda: ArchiveItem.objects.first(),
        view=TRAINING,
        add=STAFF,
        change=STAFF,
    ),
    Stock(
        "training.RetentionClass",
        make=lambda: RetentionClass.objects.first(),
        view=TRAINING,
        add=STAFF,
        change=STAFF,
    ),
]
