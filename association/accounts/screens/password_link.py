from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from association.accounts import passwords
from association.accounts.forms import NewPasswordForm
from association.accounts.screens.sign_in import sign_in
from association.base.errors import Refused

PAGE = "account/password_link.html"


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def password_link(request: HttpRequest, key: str) -> HttpResponse:
    """Chooses a password by a link that staff or a 单位管理员 handed over, and signs in."""
    try:
        user = passwords.holder(key)
        form = NewPasswordForm(request.POST or None, user=user)
        if request.method == "POST" and form.is_valid():
            user = passwords.choose_by_link(key, form.cleaned_data["password1"])
            return sign_in(request, user)
    except Refused as refusal:
        return render(request, PAGE, {"dead": refusal.message}, status=404)
    status = 422 if form.is_bound else 200
    return render(request, PAGE, {"form": form, "holder": user}, status=status)
