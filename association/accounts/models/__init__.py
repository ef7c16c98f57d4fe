from association.accounts.models.department import Department
from association.accounts.models.user import User

__all__ = ["Department", "User"]
