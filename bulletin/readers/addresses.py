"""Where readers find a piece: in links that leave the portal, so with the host."""

from django.conf import settings
from django.urls import reverse

from bulletin.models import Issue


def absolute(path: str) -> str:
    address: str = settings.PUBLIC_URL
    return address.rstrip("/") + path


def article(pk: int) -> str:
    return absolute(reverse("bulletin:article", args=[pk]))


def picture(pk: int, use: str) -> str:
    return absolute(reverse("bulletin:picture", args=[pk, use]))


def issue(row: Issue) -> str:
    return absolute(reverse("bulletin:issue", args=[row.year, row.number]))
