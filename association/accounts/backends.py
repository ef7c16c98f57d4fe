from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import QuerySet

from association.accounts import deputies, roles
from association.accounts.models import User

_HELD = """
select name from auth_group where id in (
       select group_id from accounts_user_groups where user_id = %s union all ({standing_in}))
"""


class Backend(AuthenticationBackend):  # type: ignore[misc]  # untyped
    """Signs in as allauth does, by any of the three names."""

    def get_user(self, user_id: Any) -> User | None:
        """Every page's frame names the department, so it comes along."""
        user = User.objects.select_related("department").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def _get_user_permissions(self, user_obj: User) -> QuerySet[Permission]:
        """Nobody has rights of one's own: they come from roles, which a table lists."""
        return Permission.objects.none()

    def get_group_permissions(self, user_obj: User, obj: Any = None) -> set[str]:
        """Those of one's own roles, and of the roles that one stands in for today.

        Every page asks, so the query isn't composed anew each time.
        """
        if obj is not None or user_obj.is_superuser or not user_obj.is_active:
            return super().get_group_permissions(user_obj, obj)
        if not hasattr(user_obj, "_group_perm_cache"):
            user_obj._group_perm_cache = roles.permissions(_held(user_obj))  # noqa: SLF001 - Django's
        return user_obj._group_perm_cache  # noqa: SLF001


def _held(user: User) -> list[str]:
    sql, params = deputies.active(user).values("role").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(standing_in=sql), [user.pk, *params])
        return [name for (name,) in cursor.fetchall()]
