"""会议纪要 on paper: who was there, every matter with its reckoning, what was decided."""

from typing import Any

from django.conf import settings

from association.base import clock, pdf
from members.governance import agenda
from members.models import Meeting

TEMPLATE = "members/pdf/minutes.html"


def facts(meeting: Meeting) -> dict[str, Any]:
    """A closed meeting as its minutes tell it. How anybody voted isn't in them."""
    roll = agenda.roll_of(meeting)
    return {
        "issuer": settings.ASSOCIATION_NAME,
        "meeting": meeting,
        "seats": len(roll),
        "present": [row.seat for row in roll if row.present],
        "represented": [row for row in roll if row.proxy],
        "proxies_count": meeting.own_rule.proxies_count,
        "absent": [row.seat for row in roll if not row.present and not row.proxy],
        "items": agenda.agenda(meeting, roll),
        "printed_on": clock.today(),
    }


def render(meeting: Meeting) -> bytes:
    return pdf.render(TEMPLATE, facts(meeting))


def name(meeting: Meeting) -> str:
    return f"会议纪要 {meeting.title}.pdf"
