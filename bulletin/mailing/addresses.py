"""An address as it is kept: small letters, half width, nothing beside it."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from association.base.errors import Refused

_WRONG = "邮箱地址“{}”不能用：请填写一个完整的地址，如 name@example.com。"
LONGEST = 254


def normalised(typed: str) -> str:
    """Raises Refused: no address, several of them, or one of two lines."""
    text = unicodedata.normalize("NFKC", typed).strip(" \t　")
    if any(sign in text for sign in "\r\n\x00"):
        raise Refused("邮箱地址不能换行，请只填写一个地址。", field="address")
    try:
        validate_email(text)
    except ValidationError as error:
        raise Refused(_WRONG.format(text[:60]), field="address") from error
    if len(text) > LONGEST:
        raise Refused(_WRONG.format(text[:60]), field="address")
    return text.lower()


def domain(address: str) -> str:
    return address.rpartition("@")[2]
