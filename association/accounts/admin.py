"""Accounts, departments, deputies and tokens of the API on the desk."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group

from association.accounts.screens.desk_api_tokens import ApiTokenAdmin
from association.accounts.screens.desk_departments import DepartmentAdmin
from association.accounts.screens.desk_deputies import DeputyAdmin
from association.accounts.screens.desk_users import UserAdmin

__all__ = ["ApiTokenAdmin", "DepartmentAdmin", "DeputyAdmin", "UserAdmin"]

# Roles come from permissions.toml, an address is a field of its account, and a factor is its
# owner's: no pages of their own.
for model in (Group, EmailAddress, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)
