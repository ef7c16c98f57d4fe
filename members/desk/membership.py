"""One step of a membership at the desk: what it ends is told before it is taken."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from association.base import clock
from association.base.forms import attempt
from association.base.transitions import Transition
from members.desk.access import desk
from members.desk.forms import StepForm
from members.enums import MemberState, Position
from members.joining import leaving
from members.models import Member
from members.register import certificates, membership
from members.rules import may_view_register

_KEPT = "编号和历史保留，单位用户仍可登录查看。"


@desk(may_view_register)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    member = get_object_or_404(Member.objects.as_of(clock.today()), pk=pk)
    known = {item.verb: item for item in membership.MEMBERSHIP.open_to(member, request.user)}
    if verb not in known:
        messages.error(request, "这一步现在不能办，请看会籍的最新状态。")
        return redirect("admin:members_member_change", pk)
    label = known[verb].label
    form = StepForm(request.POST or None, step=known[verb])
    ends = known[verb].target in membership.OVER
    owing = leaving.in_words(member) if ends else ""
    if form.is_valid() and attempt(
        form,
        lambda: membership.move(member, verb, by=request.user, owing=owing, **form.cleaned_data),
    ):
        now = MemberState(member.state).label
        messages.success(request, f"{label}：已办理，{member.name}的会籍现为“{now}”。")
        return redirect("admin:members_member_change", pk)
    context = {
        "member": member,
        "form": form,
        "title": label,
        "action": label,
        "stops": known[verb].stops,
        "explained": consequences(member, known[verb]),
    }
    return render(request, "members/desk/form.html", context, status=422 if form.is_bound else 200)


def consequences(member: Member, taken: Transition) -> str:
    """What the step ends and what stays, in words. ``member`` comes with its seat of today."""
    if taken.target in membership.OVER:
        return "".join(_ends(member))
    if taken.verb == "suspend":
        return "暂停期间不核定会费；职务、会员证书和已核定的会费不变，随时可以恢复。"
    if taken.verb == "resume":
        return "恢复后照常核定会费；会员证书与登记不符的，随即换发。"
    if taken.verb == "rejoin":
        return "沿用原编号和历史。原职务和会员证书不恢复，须另行登记职务、签发证书。"
    return ""


def _ends(member: Member) -> list[str]:
    found = []
    if member.position != Position.MEMBER:
        found.append(f"职务“{Position(member.position).label}”到今天为止。")
    if certificates.in_force(member):
        found.append("会员证书撤销。")
    if leaving.owed(member):
        found.append(f"尚欠会费（{leaving.in_words(member)}）不因此取消，以后的年度不再核定。")
    else:
        found.append("没有未缴的会费，以后的年度不再核定。")
    return [*found, _KEPT]
