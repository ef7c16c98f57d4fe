"""Numbers that our own pages send back: keys, years, counts of saves.

Nobody typed them, so that an odd one is no mistake to explain. It names nothing: the page isn't
there, or the choice isn't made.
"""

from collections.abc import Iterable, Mapping

LARGEST = 2**63 - 1
"""That a key's column holds."""


def whole(text: str | None, *, least: int = 0, most: int = LARGEST) -> int | None:
    """The number that these ASCII digits write, from ``least`` to ``most``; None for anything else.
    To Python ² is a digit too, and ５ a number."""
    if not text or not (text.isascii() and text.isdecimal()) or len(text) > len(str(LARGEST)):
        return None
    number = int(text)
    return number if least <= number <= most else None


def wholes(texts: Iterable[str]) -> set[int]:
    """Those of them that are numbers: what was ticked in a list."""
    return {number for text in texts if (number := whole(text)) is not None}


def saves(form: Mapping[str, str]) -> int:
    """How often what it shows had been saved when this form was drawn; -1, which nothing has been,
    where it doesn't say."""
    number = whole(form.get("saves"))
    return -1 if number is None else number
