"""会员证书, from the record of a member: give one, give another, take it back, read it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from association.base import clock, files
from association.base.errors import Refused
from association.base.forms import attempt
from association.credentials import issuing
from members.desk.access import desk
from members.desk.forms import day
from members.models import Certificate, Member
from members.register import certificates
from members.rules import may_issue_certificate, may_view_register


class IssueForm(forms.Form):
    valid_to = day("有效期至", help_text="含当日")


class AgainForm(IssueForm):
    reason = forms.CharField(
        label="换发理由", max_length=200, error_messages={"required": "请写明换发理由。"}
    )


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label="撤销原因",
        max_length=200,
        help_text="公开：查询这份证书的人都会看到",
        error_messages={"required": "请写明撤销原因。"},
    )


@desk(may_issue_certificate)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member, pk=pk)
    again = certificates.in_force(member) is not None
    initial = {"valid_to": certificates.usual_end(clock.today())}
    form = (AgainForm if again else IssueForm)(request.POST or None, initial=initial)
    made: list[Certificate] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(certificates.issue(member, by=request.user, **form.cleaned_data)),
    ):
        messages.success(request, f"已签发{made[0]}。")
        return redirect("admin:members_member_change", pk)
    title = "换发会员证书" if again else "签发会员证书"
    return _page(request, member, form, title=title, action="签发", explained=_explained(again))


def _explained(again: bool) -> str:
    if again:
        return "现行的证书由新证书替换，查询旧证书的人会看到新编号。名称、代码、职务变更时会自动换发，不必在这里办。"
    return "证书按登记印出名称、统一社会信用代码和职务，签名后不能改动；登记变更时自动换发，会籍终止时自动撤销。"


@desk(may_issue_certificate)
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(Member, pk=pk)
    form = RevokeForm(request.POST or None)
    if form.is_valid() and attempt(
        form, lambda: certificates.revoke(member, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "会员证书已撤销。")
        return redirect("admin:members_member_change", pk)
    explained = "撤销不能收回；编号不再使用。内容有误的，请换发。"
    return _page(
        request, member, form, title="撤销会员证书", action="撤销", stops=True, explained=explained
    )


@desk(may_view_register)
@require_safe
def document(request: HttpRequest, pk: int, certificate_pk: int) -> HttpResponse:
    certificate = get_object_or_404(Certificate, pk=certificate_pk, member=pk)
    try:
        return files.respond(issuing.document(certificate.credential))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:members_member_change", pk)


def _page(request: HttpRequest, member: Member, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context |= {"member": member, "form": form}
    return render(request, "members/desk/form.html", context, status=status)
