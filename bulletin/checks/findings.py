"""What is wrong, where, how badly, and by which name somebody may let it stand."""

import hashlib
from dataclasses import dataclass, field

from bulletin.enums import Severity

AROUND = 8
"""Signs on both sides that belong to a finding: the same word elsewhere is another one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``block`` counts from 1, None for what isn't about the text; ``name`` is the field then.
    ``before``, ``wrong`` and ``after`` are what stands there. What can't be waived has to be put
    right: a picture without words stays unseen by whoever can't see it."""

    kind: str
    severity: Severity
    said: str
    block: int | None = None
    name: str = ""
    before: str = ""
    wrong: str = ""
    after: str = ""
    waivable: bool = False
    reason: str = ""
    """Why somebody let it stand; empty while it is open."""
    key: str = field(init=False)

    def __post_init__(self) -> None:
        told = "|".join([self.kind, self.name, self.before, self.wrong, self.after])
        if not (self.name or self.wrong):
            told += f"|{self.block}"
        digest = hashlib.sha256(told.encode()).hexdigest()[:40]
        object.__setattr__(self, "key", digest)

    @property
    def open(self) -> bool:
        return not self.reason
