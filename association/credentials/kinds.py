from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """What an app issues, told by that app. Numbers of a kind read ``PREFIX-2026-00001``.

    A kind's ``code`` and ``prefix`` stay for good: the counter goes by the one, printed documents
    carry the other.
    """

    code: str
    prefix: str
    title: str
    labels: tuple[tuple[str, str], ...] = ()
    """Key and label of those facts that the public page shows, in this order. No others are."""
    personal: bool = False
    """Issued to a person: the public page masks the name."""
    digits: int = 5

    def number(self, year: int, serial: int) -> str:
        return f"{self.prefix}-{year}-{serial:0{self.digits}d}"
