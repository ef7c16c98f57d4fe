from association.accounts.models.api_token import ApiToken
from association.accounts.models.department import Department
from association.accounts.models.deputy import Deputy
from association.accounts.models.sign_in import SignIn
from association.accounts.models.user import User

__all__ = ["ApiToken", "Department", "Deputy", "SignIn", "User"]
