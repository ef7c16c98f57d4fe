"""Where anybody can check a credential: what is printed and what its QR code says."""

from django.conf import settings
from django.urls import reverse

from association.credentials.models import Credential


def public_address(credential: Credential) -> str:
    return _absolute(reverse("credentials:verify_token", args=[credential.token]))


def register() -> str:
    """The page that asks for number and name."""
    return _absolute(reverse("credentials:verify"))


def _absolute(path: str) -> str:
    address: str = settings.PUBLIC_URL
    return address.rstrip("/") + path
