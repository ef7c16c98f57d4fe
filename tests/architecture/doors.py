"""How a row of the access table is written, and what follows from it for everybody."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.factories import cast

Arguments = Callable[[], Mapping[str, Any]]


def _nothing() -> None:
    return None


# What happens to whoever isn't let in.
SIGN_IN = "asked to sign in"
NO_COMPANY = "told that they act for nobody"
REFUSED = "403"
HIDDEN = "404"
TOKEN_NEEDED = "401"
TO_THE_VOTES = "taken to the votes"


@dataclass(frozen=True, slots=True)
class Door:
    """One address: who is let in, and what they are answered.

    ``answer`` is the status for those let in, ``answers`` that of single roles. ``at`` makes the
    object that the address is about (安泰's, where it is a member's) and names it by the address's
    arguments. ``foreign`` names what is somebody else's, or doesn't belong together: a 404 for
    everybody. ``asks`` is what follows the question mark; ``sends`` makes it a POST with this form.
    """

    name: str
    roles: tuple[str, ...]
    answer: int = 200
    answers: Mapping[str, int] = field(default_factory=dict)
    at: Arguments = dict
    foreign: Callable[[], Mapping[str, Any] | None] = _nothing
    asks: str = ""
    sends: Mapping[str, Any] | None = None

    def expected(self, role: str) -> str:
        if role in self.roles:
            return str(self.answers.get(role, self.answer))
        return self.turned_away(role)

    def turned_away(self, role: str) -> str:
        raise NotImplementedError


class Public(Door):
    """Open to everybody; who isn't in the row is told that there is nothing here."""

    def turned_away(self, role: str) -> str:
        return HIDDEN


class Machine(Door):
    """An address of the API: a session opens nothing there, whoever's it is."""

    def turned_away(self, role: str) -> str:
        return TOKEN_NEEDED


class Fed(Public):
    """Open to everybody and read by programs: feeds, maps, what robots are told. No page."""


class SignedIn(Door):
    """For everybody who has signed in, whoever that is."""

    def turned_away(self, role: str) -> str:
        return SIGN_IN


class Portal(Door):
    """A member's page. Another member's object is 404, not 403: that it exists is nobody's matter."""

    def turned_away(self, role: str) -> str:
        if role == cast.ANONYMOUS:
            return SIGN_IN
        if role in cast.DELEGATES:
            return TO_THE_VOTES
        if role not in cast.MEMBER_USERS:
            return NO_COMPANY
        return REFUSED if role == "antai_agent" else HIDDEN


class Personal(Portal):
    """Of one person alone: a colleague of the same company finds nothing either, nor does a team's
    contact or a reviewer, who read messages of their own."""

    def turned_away(self, role: str) -> str:
        others = ("antai_agent", *cast.TEAM_CONTACTS, *cast.OUTSIDERS)
        return HIDDEN if role in others else super().turned_away(role)


class Delegates(Door):
    """For whoever sits in a body: nobody else is told that there are votes."""

    def turned_away(self, role: str) -> str:
        return SIGN_IN if role == cast.ANONYMOUS else HIDDEN


class Desk(Door):
    """A page of the secretariat. Colleagues are told that it isn't theirs, others find nothing."""

    def turned_away(self, role: str) -> str:
        if role == cast.ANONYMOUS:
            return SIGN_IN
        return REFUSED if role in cast.STAFF else HIDDEN


@dataclass(frozen=True, slots=True)
class Stock:
    """A model in the stock admin: its five addresses at once. Deleting is nobody's."""

    model: str
    make: Callable[[], Any]
    view: tuple[str, ...]
    add: tuple[str, ...]
    change: tuple[str, ...]
    list_answer: int = 200

    def doors(self) -> list[Door]:
        prefix = "admin:" + self.model.lower().replace(".", "_")

        def at() -> Mapping[str, Any]:
            return {"object_id": str(self.make().pk)}

        return [
            Desk(f"{prefix}_changelist", self.view, self.list_answer),
            Desk(f"{prefix}_add", self.add),
            Desk(f"{prefix}_change", self.view, at=at),
            Desk(f"{prefix}_history", self.view, at=at),
            Desk(f"{prefix}_delete", (), at=at),
        ]

    def writing(self) -> Door:
        """The form sent empty: who may change gets it back, who may only look is refused."""

        def at() -> Mapping[str, Any]:
            return {"object_id": str(self.make().pk)}

        name = "admin:" + self.model.lower().replace(".", "_") + "_change"
        return Desk(name, self.change, at=at, sends={})
