"""Addresses that stand in mails. Whoever holds one needs no account."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from bulletin.models import Subscriber

DAYS = 7
"""For how long a subscription can be confirmed."""
_SALT = "bulletin.subscription"


def absolute(name: str, *arguments: Any) -> str:
    return settings.PUBLIC_URL.rstrip("/") + reverse(f"bulletin:{name}", args=arguments)


def unsubscribe(subscriber: Subscriber) -> str:
    return absolute("unsubscribe", subscriber.token)


def preferences(subscriber: Subscriber) -> str:
    return absolute("subscription", subscriber.token)


def confirmation(subscriber: Subscriber) -> str:
    """Signed, and of no use after ``DAYS``: what was never confirmed is forgotten."""
    return absolute("subscription_confirm", signing.dumps(subscriber.token, salt=_SALT))


def confirmed(signed: str) -> Subscriber | None:
    """Whom this link was sent to; None if it is none of ours, or too old."""
    try:
        token = signing.loads(signed, salt=_SALT, max_age=DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    return Subscriber.objects.filter(token=token).first()
