"""登录设备: where one is signed in, and a button to end that."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from association.accounts import second_factor, sign_ins
from association.accounts.models import SignIn


@login_required
@never_cache
@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    context = {
        "devices": sign_ins.open_of(request.user, session_key=request.session.session_key),
        "has_second_factor": second_factor.is_set_up(request.user),
    }
    return render(request, "account/devices.html", context)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(SignIn, pk=pk, user=request.user, ended_at__isnull=True)
    if row.session_key == request.session.session_key:
        return redirect("account_logout")
    sign_ins.end(row, by=request.user, how="本人结束")
    messages.success(request, f"已结束在“{row.device}”上的登录。")
    return redirect("account_devices")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    count = sign_ins.end_all(
        request.user, by=request.user, how="本人结束", but=request.session.session_key
    )
    said = f"已结束其他 {count} 处登录。" if count else "没有其他登录。"
    messages.success(request, said)
    return redirect("account_devices")
