"""One thing that is due, whatever kind of row it is."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Model

from association.accounts.models import User
from members.models import Member
from standardization.enums import RemindWhom
from standardization.models import Case, Expert


@dataclass(frozen=True, slots=True)
class Due:
    """``on`` is the day that a reminder is counted by; ``shown`` the one that people read, where it
    is another. ``own`` is the page of whom it concerns, ``desk`` the secretariat's."""

    obj: Model
    on: date
    text: str
    desk: str = ""
    own: str = ""
    member: Member | None = None
    expert: Expert | None = None
    officer: User | None = None
    case: Case | None = None
    shown: date | None = None

    @property
    def key(self) -> tuple[str, int, date]:
        return self.obj._meta.label_lower, self.obj.pk, self.on

    def path(self, whom: str) -> str:
        theirs = whom in (RemindWhom.EXPERT, RemindWhom.COMPANY)
        return self.own if theirs else self.desk
