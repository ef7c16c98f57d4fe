from dataclasses import dataclass

from association.credentials import check_character


@dataclass(frozen=True, slots=True)
class Kind:
    """What an app issues, told by that app. Numbers of a kind read ``PREFIX-2026-00001``.

    A kind's ``code``, ``prefix``, ``digits`` and ``checked`` stay for good: the counter goes by the
    first, printed documents carry the others.
    """

    code: str
    prefix: str
    title: str
    labels: tuple[tuple[str, str], ...] = ()
    """Key and label of those facts that the public page shows, in this order. No others are."""
    personal: bool = False
    """Issued to a person: the public page masks the name."""
    digits: int = 5
    checked: bool = False
    """The number ends on a check character: ``PREFIX-2026-000001-K``."""
    in_qr: tuple[str, ...] | None = None
    """Keys of short facts that the QR code carries beside number, day and a mark of the name, all
    signed, so that it can be checked without the register. None: it carries an address alone."""

    def number(self, year: int, serial: int) -> str:
        number = f"{self.prefix}-{year}-{serial:0{self.digits}d}"
        return f"{number}-{check_character.of(number)}" if self.checked else number
