"""到会和委托出席: who takes part in a meeting in a room, in person or by a written mandate.

Whether a represented seat counts is the rule that the meeting took with it; by correspondence
everybody votes in person.
"""

from collections.abc import Collection, Iterable, Mapping

from association.base.errors import Refused
from members.arithmetic.quorum import attending, misrepresented
from members.models import Attendance, Meeting, Seat

_WRONG = {
    "here": "{seat}本人到会，不用委托。请去掉到会的勾选，或去掉委托。",
    "absent": "{seat}的受托人{proxy}没有到会，不能受托。请改选到会的代表。",
    "too_many": "{proxy}受托超过 {most} 席（本次会议的规则）。请改选其他到会的代表。",
}


def taking_part(meeting: Meeting, *, recused: Collection[int] = ()) -> set[int]:
    """The keys of the seats that count as present, for a matter with these recused."""
    return counted(meeting, meeting.roll.all(), recused=recused)


def counted(
    meeting: Meeting, roll: Iterable[Attendance], *, recused: Collection[int] = ()
) -> set[int]:
    """The same from a roll that is read already."""
    rows = list(roll)
    present = {row.seat_id for row in rows if row.present}
    proxies = {row.seat_id: row.proxy_id for row in rows if row.proxy_id}
    return attending(meeting.own_rule, present, proxies, recused)


def check(
    meeting: Meeting,
    known: Collection[int],
    present: Collection[Seat],
    proxies: Mapping[Seat, Seat],
) -> None:
    """Raises Refused for who isn't on the roll, and for a mandate that the rule doesn't allow."""
    named = {seat.pk: seat for seat in (*present, *proxies, *proxies.values())}
    if strangers := named.keys() - set(known):
        names = "、".join(named[pk].name for pk in sorted(strangers))
        raise Refused(f"{names}不在这次会议的应到名单上。请先登记席位，或核对名单。")
    rule = meeting.own_rule
    held = {seat.pk: proxy.pk for seat, proxy in proxies.items()}
    for pk, why in misrepresented(rule, {seat.pk for seat in present}, held).items():
        sentence = _WRONG[why].format(seat=named[pk], proxy=named[held[pk]], most=rule.proxies_each)
        raise Refused(sentence)


def write(meeting: Meeting, present: Collection[Seat], proxies: Mapping[Seat, Seat]) -> None:
    """The whole roll anew. For ``meetings.record_attendance``, which has checked and holds the
    meeting locked, alone."""
    meeting.roll.update(present=False, proxy=None)
    meeting.roll.filter(seat__in=present).update(present=True)
    for seat, proxy in proxies.items():
        meeting.roll.filter(seat=seat).update(proxy=proxy)


def told(proxies: Mapping[Seat, Seat]) -> dict[str, str]:
    """As the audit tells it: 代表甲委托代表乙."""
    said = "、".join(f"{seat}委托{proxy}" for seat, proxy in proxies.items())
    return {"委托出席": said} if said else {}
