from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from association.accounts import deputies
from association.accounts.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc]  # untyped
    """Signs in as allauth does, by any of the three names."""

    def get_user(self, user_id: Any) -> User | None:
        """Every page's frame names the department, so it comes along."""
        user = User.objects.select_related("department").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:
        """Nobody has rights of one's own: they come from roles, which a table lists."""
        return Permission.objects.none()

    def _get_group_permissions(self, user_obj: User) -> QuerySet[Permission]:
        """Those of one's own roles, and of the roles that one stands in for today.

        Still one query, whose answer the user object keeps for the whole request.
        """
        standing_in = deputies.active(user_obj).values("role")
        roles = Group.objects.filter(Q(user=user_obj) | Q(pk__in=standing_in))
        return Permission.objects.filter(group__in=roles)
