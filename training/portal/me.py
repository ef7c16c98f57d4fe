"""A person's own page, by signed link: what must I do now, where do I stand, what is kept of me."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import files
from association.base.forms import attempt
from training import application, explaining, gates
from training.assessment import results
from training.batches import registered
from training.certificates import giving
from training.enrolment import facts, judging, papers
from training.enums import NEEDED_PURPOSES, EnrolmentState, Purpose
from training.gates import Gate, Turn
from training.models import Enrolment, Evidence, Trainee
from training.people import consents, photos, register
from training.portal.fact_forms import FactsSheet
from training.portal.me_access import by_link, done, own
from training.portal.people_forms import ContactForm, PaperForm, WithdrawForm

S = EnrolmentState
SHAPES = {
    S.REGISTERED: "run", S.RETURNED: "due", S.REJECTED: "stop", S.ELIGIBLE: "ok",
    S.FAILED: "stop", S.PASSED: "ok", S.SUBMITTED: "run", S.SENT_BACK: "run", S.APPROVED: "run",
    S.NUMBERED: "ok", S.COLLECTED: "ok", S.ARCHIVED: "ok", S.WITHDRAWN: "none", S.BARRED: "stop",
}  # fmt: skip


@by_link
@require_safe
def me(request: HttpRequest, trainee: Trainee, token: str) -> HttpResponse:
    rows = list(
        trainee.enrolments.select_related("training_class", "team", "rule_set", "trainee").order_by(
            "-pk"
        )
    )
    closed = gates.gates(rows)
    found = results.of_many(rows)
    numbers = registered.of_many(rows)
    own = giving.in_force([row.pk for row in rows])
    shown = [
        _shown(row, closed[row.pk])
        | {"results": told, "number": numbers.get(row.pk), "credential": own.get(row.pk)}
        for row, told in zip(rows, found, strict=True)
    ]
    told = {
        "trainee": trainee,
        "token": token,
        "enrolments": shown,
        "tasks": _tasks(token, shown),
        "photo": photos.latest(trainee),
        "consents": _consents(trainee),
        "places": _places(shown),
    }
    return render(request, "training/person/me.html", told)


def _shown(row: Enrolment, closed: list[Gate]) -> dict[str, Any]:
    return {
        "row": row,
        "shape": SHAPES[S(row.state)],
        "gates": closed,
        "verdict": explaining.of(row) if row.state in (*facts.OPEN, S.REJECTED) else None,
        "open": row.state in facts.OPEN,
        "over": row.state == S.WITHDRAWN,
        "asked": row.state == S.RETURNED or row.conditional,
        "papers": list(row.evidence.select_related("file")),
        "may_leave": row.state in (S.REGISTERED, S.RETURNED, S.ELIGIBLE, S.FAILED),
        "dialog": f"leave-{row.pk}",
        "form": WithdrawForm(auto_id=f"leave-{row.pk}-%s"),
        "examined": row.state not in (S.REGISTERED, S.RETURNED, S.REJECTED, S.WITHDRAWN),
        "passed": row.state in giving.HAS_PASSED or row.state == S.ARCHIVED,
    }


def _places(shown: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Of this page, under what there is to do."""
    classes = [(f"class-{each['row'].pk}", each["row"].training_class.title) for each in shown]
    rest = [("photo", "照片"), ("consents", "个人信息"), ("own", "我的资料")]
    return [{"label": label, "url": f"#{name}"} for name, label in (*classes, *rest)]


def _tasks(token: str, shown: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What only the person can do, each once, however many classes wait for it."""
    found: dict[str, dict[str, str]] = {}
    for each in shown:
        row = each["row"]
        for gate in each["gates"]:
            if gate.turn == Turn.PERSON:
                found.setdefault(gate.code, _task(token, row, gate))
        verdict = each["verdict"]
        if each["open"] and verdict and verdict["result"] == "needs_evidence":
            url = reverse("training:me_facts", args=[token, row.pk])
            found[f"facts-{row.pk}"] = {
                "s": "due", "word": "待填写", "title": "填写工作、证书和学历",
                "text": f"“{row.training_class.title}”的申报条件要靠它判断。",
                "url": url, "action": "去填写",
            }  # fmt: skip
    return list(found.values())


def _task(token: str, row: Enrolment, gate: Gate) -> dict[str, str]:
    here = reverse("training:me", args=[token])
    url, action = {
        "photo_missing": (reverse("training:me_photo", args=[token]), "交照片"),
        "photo_rejected": (reverse("training:me_photo", args=[token]), "重交照片"),
        "returned": (f"{here}#class-{row.pk}", "去补正"),
        "diploma": (f"{here}#class-{row.pk}", "去补交"),
    }.get(gate.code, (f"{here}#consents", "去看"))
    return {"s": "due", "word": "待办", "title": gate.text, "url": url, "action": action}


def _consents(trainee: Trainee) -> list[dict[str, Any]]:
    held = consents.given(trainee)
    return [
        {
            "purpose": purpose,
            "held": held.get(purpose),
            "needed": purpose in NEEDED_PURPOSES,
            "text": consents.text(
                purpose, held[purpose].text_version if purpose in held else consents.VERSION
            ),
        }
        for purpose in Purpose
    ]


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, trainee: Trainee, token: str) -> HttpResponse:
    form = ContactForm(request.POST or None, initial={"email": trainee.email})
    if form.is_valid() and attempt(form, lambda: register.amend(trainee, by=None, **form.told())):
        messages.success(request, "联系方式已保存。")
        return redirect("training:me", token)
    told = {"trainee": trainee, "token": token, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "training/person/contact.html", told, status=status)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def fact_rows(request: HttpRequest, trainee: Trainee, token: str, pk: int) -> HttpResponse:
    """Work, certificates and diplomas of one enrolment, in as many rows as there are."""
    row = own(trainee, pk)
    version = application.in_force(row.applied_on)
    sheet = FactsSheet(version.rules, facts.applicant(row))
    told: dict[str, Any] = {"row": row, "token": token, "sheet": sheet, "rule_set": version.row}
    told["problem"] = form = Form(request.POST)
    if row.state not in facts.OPEN:
        return redirect("training:me", token)
    if "more" in request.POST:
        sheet.reopen(request.POST, more=request.POST["more"])
    elif request.method == "POST":
        if sheet.read(request.POST) and attempt(
            form, lambda: facts.state(row, sheet.facts(row), by=None)
        ):
            messages.success(request, "经历已保存。哪一条满足、还差什么，见下。")
            return redirect(f"{reverse('training:me', args=[token])}#class-{row.pk}")
        return render(request, "training/person/facts.html", told, status=422)
    return render(request, "training/person/facts.html", told)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def paper_add(request: HttpRequest, trainee: Trainee, token: str, pk: int) -> HttpResponse:
    row = own(trainee, pk)
    form = PaperForm(
        request.POST or None, request.FILES or None, initial={"fact": request.GET.get("fact", "")}
    )
    if form.is_valid() and attempt(form, lambda: papers.keep(row, by=None, **form.cleaned_data)):
        messages.success(request, "材料已提交。")
        return redirect(f"{reverse('training:me', args=[token])}#class-{row.pk}")
    told = {"row": row, "token": token, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "training/person/paper.html", told, status=status)


@by_link
@require_safe
def paper(request: HttpRequest, trainee: Trainee, token: str, pk: int) -> HttpResponse:
    return files.respond(_paper(trainee, pk).file)


@by_link
@require_POST
def paper_remove(request: HttpRequest, trainee: Trainee, token: str, pk: int) -> HttpResponse:
    row = _paper(trainee, pk)
    return done(request, token, lambda: papers.remove(row, by=None), "材料已移除。")


@by_link
@require_POST
def consent(request: HttpRequest, trainee: Trainee, token: str) -> HttpResponse:
    """One purpose at a time: ``give`` or ``take_back`` names it."""
    if purpose := request.POST.get("take_back"):
        return done(
            request, token,
            lambda: consents.take_back(trainee, purpose=purpose, by=None), "已撤回，即时生效。",
        )  # fmt: skip
    wanted = request.POST.get("give", "")
    return done(
        request, token, lambda: consents.give(trainee, purpose=wanted, by=None), "已记下您的同意。"
    )


@by_link
@require_POST
def hand_in(request: HttpRequest, trainee: Trainee, token: str, pk: int) -> HttpResponse:
    row = own(trainee, pk)
    sentence = "已重新提交，教育培训部审核后在这里答复。"
    return done(request, token, lambda: judging.hand_in(row, by=None), sentence)


@by_link
@require_POST
def withdraw(request: HttpRequest, trainee: Trainee, token: str, pk: int) -> HttpResponse:
    row = own(trainee, pk)
    reason = request.POST.get("reason", "")
    return done(
        request, token, lambda: judging.withdraw(row, by=None, reason=reason), "已退出这个班次。"
    )


def _paper(trainee: Trainee, pk: int) -> Evidence:
    mine = Evidence.objects.filter(enrolment__trainee=trainee).select_related("file", "enrolment")
    return get_object_or_404(mine, pk=pk)
