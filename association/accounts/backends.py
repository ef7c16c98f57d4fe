from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from association.accounts.models import User


class Backend(AuthenticationBackend):
    """Signs in as allauth does; every page's frame names the department, so it comes along."""

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related("department").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
