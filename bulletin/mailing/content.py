"""The letter of an issue, written when its mailing is prepared and frozen from then on."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from bulletin.editions import mail, sections
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
    html, text = mail.letter(issue, sections.of(issue), address=_address, unsubscribe=UNSUBSCRIBE)
    return Content(mail.subject(issue), html, text)


def _address(article: int) -> str:
    public: str = settings.PUBLIC_URL
    return public.rstrip("/") + reverse("bulletin:article", args=[article])
