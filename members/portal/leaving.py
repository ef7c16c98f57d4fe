"""退会: said once by a 单位管理员, and done. What is owed is shown, never asked for first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from association.base.forms import attempt
from members.enums import MemberState
from members.forms.joining import LeaveForm
from members.joining import leaving
from members.portal.access import current_member, member_admin_required


@member_admin_required
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    form = LeaveForm(request.POST or None)
    if form.is_valid() and attempt(
        form,
        lambda: leaving.withdraw(member, by=request.user, reason=form.cleaned_data["reason"]),
    ):
        messages.success(request, "已办理退会，即时生效。")
        return redirect("members:leave")
    context = {
        "member": member,
        "form": form,
        "arrears": leaving.arrears(member),
        "owed": leaving.owed(member),
        "may_leave": member.state in (MemberState.ACTIVE, MemberState.SUSPENDED),
    }
    status = 422 if form.is_bound else 200
    return render(request, "members/portal/leave.html", context, status=status)
