from association.accounts.models.api_token import ApiToken
from association.accounts.models.department import Department
from association.accounts.models.deputy import Deputy
from association.accounts.models.invitation import MOBILE_SHAPE, PersonalInvitation
from association.accounts.models.sign_in import SignIn
from association.accounts.models.user import User

__all__ = [
    "MOBILE_SHAPE",
    "ApiToken",
    "Department",
    "Deputy",
    "PersonalInvitation",
    "SignIn",
    "User",
]
