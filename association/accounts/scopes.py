"""What a token of the API may be for: the scopes of ``association/permissions.toml``."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from association.accounts.models import User
from association.accounts.roles import TABLE


@dataclass(frozen=True, slots=True)
class Scope:
    code: str
    name: str
    permission: str
    """What its owner has to be allowed on the desk, at the moment of each request."""

    def open_to(self, user: User) -> bool:
        return user.is_staff and user.has_perm(self.permission)


@lru_cache(maxsize=1)
def table() -> dict[str, Scope]:
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["scopes"]
    return {code: Scope(code, row["name"], row["permission"]) for code, row in rows.items()}
