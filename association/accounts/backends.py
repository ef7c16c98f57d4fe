from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import QuerySet

from association.accounts import deputies
from association.accounts.models import User

_GRANTED = """
select kind.app_label || '.' || permission.codename
  from auth_group_permissions granted
  join auth_permission permission on permission.id = granted.permission_id
  join django_content_type kind on kind.id = permission.content_type_id
 where granted.group_id in (
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
            sql, params = deputies.active(user_obj).values("role").query.sql_with_params()
            with connection.cursor() as cursor:
                cursor.execute(_GRANTED.format(standing_in=sql), [user_obj.pk, *params])
                names = {name for (name,) in cursor.fetchall()}
            user_obj._group_perm_cache = names  # noqa: SLF001 - where Django keeps them
        return user_obj._group_perm_cache  # noqa: SLF001
