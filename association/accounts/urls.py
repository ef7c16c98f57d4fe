"""Of allauth's pages only those that we mean to have: no sign-up, no reset by mail, no e-mail list."""

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from association.accounts.screens import devices
from association.accounts.screens import second_factor as screens
from association.accounts.screens.password_link import password_link

account_urls = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/link/<str:key>/", password_link, name="account_password_link"),
    path("devices/", devices.devices, name="account_devices"),
    path("devices/end/", devices.end_others, name="account_devices_end"),
    path("devices/<int:pk>/end/", devices.end, name="account_device_end"),
]

# The names are the library's: it leads from one to the other by them.
second_factor_urls = [
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/app/", screens.ActivateTotp.as_view(), name="mfa_activate_totp"),
    path("2fa/app/remove/", screens.DeactivateTotp.as_view(), name="mfa_deactivate_totp"),
    path("2fa/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", screens.GenerateCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("2fa/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/keys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/keys/add/", screens.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("2fa/keys/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/keys/<int:pk>/", screens.EditPasskey.as_view(), name="mfa_edit_webauthn"),
    path("2fa/keys/<int:pk>/remove/", screens.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
]

urlpatterns = [*account_urls, *second_factor_urls]
