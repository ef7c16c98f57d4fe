"""Of allauth's pages only those that we mean to have: no sign-up, no reset by mail, no e-mail list."""

from allauth.account import views
from django.urls import path

from association.accounts.screens.password_link import password_link

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/link/<str:key>/", password_link, name="account_password_link"),
]
