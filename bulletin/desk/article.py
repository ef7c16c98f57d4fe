"""One article at the desk: how it reads, what is said of it, and the steps from here."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from association.accounts.models import User
from association.base import audit, clock, files
from association.base.forms import attempt
from bulletin import body, checks, showing
from bulletin.articles import correcting, editing, proofing, publishing, reviewing, versions
from bulletin.articles.states import ARTICLES, BEFORE_READERS, HELD, REVIEWS, may_review
from bulletin.checks import waive
from bulletin.desk import article_forms as typed
from bulletin.enums import Level, ProofLevel, Stage
from bulletin.models import Article, ArticlePicture, ArticleVersion
from bulletin.rules import may_edit, may_proof, may_publish, may_read_articles
from members.desk.access import desk

S = Stage
DONE = {
    "hand_over": "已送审。",
    "review": "审稿意见已记录。",
    "proof": "校对已记录。",
    "reopen": "已收回，可以编辑。",
    "drop": "已记为不发。",
    "publish": "已发布。",
    "schedule": "时间已保存。",
    "take_down": "已撤下。",
    "confirm": "更正已发布。",
    "decline": "更正已退回。",
    "waive": "已放行，理由已记录。",
    "arrange": "安排已保存。",
}
_FORMS: dict[str, type[forms.Form]] = {
    "hand_over": typed.HandOverForm, "review": typed.ReviewForm, "proof": typed.ProofForm,
    "reopen": typed.WhyForm, "drop": typed.WhyForm, "publish": forms.Form,
    "schedule": typed.TimesForm, "take_down": typed.WhyForm, "confirm": typed.ConfirmForm,
    "decline": typed.DeclineForm, "waive": typed.WaiveForm,
}  # fmt: skip


@desk(may_read_articles)
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    act = request.POST.get("act", "")
    form = _form(request, row, act)
    if form and form.is_valid() and attempt(form, _door(row, act, form, request.user)):
        messages.success(request, DONE[act])
        return redirect("admin:bulletin_article", row.pk)
    return _page(request, found(pk), act, form)


def found(pk: int) -> Article:
    rows = Article.objects.select_related(
        "column", "editor", "member", "submission", "leased_by", "approved", "published", "cover"
    )
    return get_object_or_404(rows, pk=pk)


def _form(request: HttpRequest, row: Article, act: str) -> forms.Form | None:
    if act == "arrange":
        return typed.ArrangeForm(request.POST, row=row, auto_id="arrange-%s")
    return _FORMS[act](request.POST, auto_id=f"{act}-%s") if act in _FORMS else None


def _door(row: Article, act: str, form: forms.Form, by: User) -> Callable[[], object]:
    """Each door with what its form holds; the number of the version becomes the version."""
    told = dict(form.cleaned_data)
    if "version" in told:
        told["version"] = get_object_or_404(ArticleVersion, article=row, pk=told["version"])
    doors: dict[str, Callable[..., object]] = {
        "hand_over": reviewing.hand_over, "reopen": editing.reopen, "drop": editing.drop,
        "publish": publishing.publish, "schedule": publishing.schedule,
        "take_down": publishing.take_down, "confirm": correcting.confirm,
        "decline": correcting.decline, "waive": waive, "arrange": editing.arrange,
    }  # fmt: skip
    if act == "review":
        level = REVIEWS.get(S(row.stage), Level.FIRST)
        return lambda: reviewing.review(row, level=level, by=by, **told)
    if act == "proof":
        following = proofing.next_level(row) or ProofLevel.FIRST
        return lambda: proofing.read(row, level=following, by=by, **told)
    return lambda: doors[act](row, by=by, **told)


def _page(request: HttpRequest, row: Article, act: str, failed: forms.Form | None) -> HttpResponse:
    user = request.user
    blocks = body.from_json(row.body)
    newest = versions.latest(row)
    context = {
        "row": row,
        "shape": showing.STAGES[S(row.stage)],
        "late": row.stage in BEFORE_READERS and row.due_on and row.due_on < clock.today(),
        "text": showing.html(blocks, addresses(row)),
        "characters": body.characters(blocks),
        "cover": row.cover and addresses(row).get(row.cover.key),
        "newest": newest,
        "pending": correcting.pending(row),
        "corrections": correcting.told(row),
        "findings": checks.run(row),
        "reviews": row.reviews.select_related("by", "version"),
        "proofs": row.proofs.select_related("by", "version"),
        "looked_at": proofing.LOOKED_AT,
        "publications": row.publications.all(),
        "versions": row.versions.select_related("by")[:30],
        "leased": editing.colleague(row, user),
        "level": REVIEWS.get(S(row.stage)),
        "proof_level": proofing.next_level(row),
        "acts": _acts(row, user, newest, act, failed),
        "may_write": row.stage == S.EDITING and may_edit(user),
        "may_mend": row.stage in HELD and (may_edit(user) or may_proof(user)),
        "may_correct": row.stage == S.PUBLISHED and may_edit(user),
        "may_waive": may_edit(user) and row.stage in (*BEFORE_READERS, S.PUBLISHED, S.TAKEN_DOWN),
        "waiving": failed if act == "waive" else typed.WaiveForm(auto_id=False),
        "problem": failed,
        "failed": act if failed else "",
        "entries": audit.listed(audit.timeline(row)),
    }
    return render(request, "bulletin/desk/article.html", context, status=422 if failed else 200)


def _acts(
    row: Article, user: Any, newest: ArticleVersion | None, act: str, failed: forms.Form | None
) -> dict[str, forms.Form]:
    """The forms of what this person can do from here, by the name of the act."""
    verbs = {step.verb for step in ARTICLES.open_to(row, user)}
    open_now = verbs & {"hand_over", "reopen", "drop", "publish", "take_down"}
    level = REVIEWS.get(S(row.stage))
    if level and may_review(user, level):
        open_now.add("review")
    if row.stage == S.PROOFS and may_proof(user):
        open_now.add("proof")
    if row.stage in (S.READY, S.PUBLISHED) and may_publish(user):
        open_now.add("schedule")
    if correcting.pending(row) and may_publish(user):
        open_now |= {"confirm", "decline"}
    first: dict[str, Any] = {
        "version": newest.pk if newest else None, "publish_at": row.publish_at,
        "unpublish_at": row.unpublish_at,
    }  # fmt: skip
    made = {name: _FORMS[name](initial=first, auto_id=f"{name}-%s") for name in open_now}
    if row.stage in BEFORE_READERS and may_edit(user):
        made["arrange"] = typed.ArrangeForm(row=row, auto_id="arrange-%s")
    if failed and act in made:
        made[act] = _anew(failed, newest)
    return made


def _anew(failed: forms.Form, newest: ArticleVersion | None) -> forms.Form:
    """What was typed, about the version that this page shows: the next try is a word on that one."""
    if newest and "version" in failed.fields:
        told: Any = failed.data
        failed.data = told.copy()
        failed.data["version"] = str(newest.pk)
    return failed


def addresses(row: Article) -> dict[str, str]:
    return {
        each.key: reverse("admin:bulletin_article_picture", args=[row.pk, each.pk])
        for each in row.pictures.all()
    }


@desk(may_read_articles)
@require_safe
def picture(request: HttpRequest, pk: int, picture_pk: int) -> HttpResponseBase:
    rows = ArticlePicture.objects.select_related("file")
    return files.respond(get_object_or_404(rows, pk=picture_pk, article=pk).file)
