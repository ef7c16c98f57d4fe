"""The letter of an issue, written when its mailing is prepared and frozen from then on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse

from bulletin.editions import mail, sections
from bulletin.editions.sections import Section
from bulletin.enums import IssueState
from bulletin.models import Issue

UNSUBSCRIBE = "{unsubscribe}"
"""Filled in for each reader when the mail goes out."""


@dataclass(frozen=True, slots=True)
class Content:
    subject: str
    html: str
    text: str

    @property
    def size(self) -> int:
        """Bytes of the page."""
        return len(self.html.encode())


def of(issue: Issue) -> Content:
    html, text = mail.letter(issue, _sections(issue), address=address, unsubscribe=UNSUBSCRIBE)
    return Content(mail.subject(issue), html, text)


def _sections(issue: Issue) -> Iterable[Section]:
    """Of an issue that is out what readers can open: what was taken down isn't recommended."""
    found = sections.of(issue)
    if issue.state != IssueState.RELEASED:
        return found
    return [
        replace(section, pieces=tuple(each for each in section.pieces if each.stands))
        for section in found
    ]


def address(article: int) -> str:
    public: str = settings.PUBLIC_URL
    return public.rstrip("/") + reverse("bulletin:article", args=[article])
