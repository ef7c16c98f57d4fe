"""What a person types to say who they are: a user name, a phone, an e-mail address."""

import re
import unicodedata

from association.base import identifiers

# Spaces, and the marks without width that come along when one copies a number.
_BLANK = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_DASH = re.compile(r"[\-‐-―−()]+")


def normalised(text: str) -> str:
    """The form in which we keep it: a mobile in E.164, everything else half width, lower case.

    ``138-0000 0000``, ``００８６１３８００００００００`` and ``+86 13800000000`` all become
    ``+8613800000000``. What is no mobile of the mainland stays what it is.
    """
    plain = _BLANK.sub("", unicodedata.normalize("NFKC", text)).lower()
    if "@" in plain or plain[:1].isalpha():
        return plain
    try:
        return identifiers.e164(plain)
    except ValueError:
        return _DASH.sub("", plain)


def masked_phone(phone: str) -> str:
    """``138****0000``, of a mobile in either form: what a record or a stranger may be shown."""
    digits = phone.removeprefix("+86")
    return f"{digits[:3]}****{digits[-4:]}" if digits else ""
