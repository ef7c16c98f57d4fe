"""Who may do what with accounts. Nothing else decides; screens and doors ask here."""

from collections.abc import Callable
from typing import Any

from association.accounts.models import User

Visitor = Any
"""Whoever asks: a user of ours, Django's AnonymousUser, or None for the system itself."""


def staff_with(permission: str) -> Callable[..., bool]:
    """A rule that holds for the system and for whoever of the secretariat has the permission. It may
    be asked about an object too, for the state machines' sake."""

    def may(user: Visitor, obj: object = None) -> bool:
        return user is None or bool(user.is_staff and user.has_perm(permission))

    return may


def may_open_accounts(by: User) -> bool:
    return by.is_staff and by.has_perm("accounts.add_user")


def may_amend(by: User, user: User) -> bool:
    """A superuser's account is touched by superusers only: its link would open everything."""
    if user.is_superuser and not by.is_superuser:
        return False
    return by.is_staff and by.has_perm("accounts.change_user")


def may_empower(by: User, user: User) -> bool:
    """Nobody gives roles to oneself, or closes the account one is sitting in."""
    return may_amend(by, user) and by.pk != user.pk


def may_appoint_deputies(by: User) -> bool:
    return by.is_staff and by.has_perm("accounts.add_deputy")


def may_issue_tokens(by: User) -> bool:
    return by.is_staff and by.has_perm("accounts.add_apitoken")
