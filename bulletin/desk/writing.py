"""An article is written in: a page that saves itself, pictures, small corrections, 更正."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from association.base import clock
from association.base.errors import Refused
from association.base.forms import attempt, say
from association.base.sent import saves
from association.base.templatetags.ui import stamp
from bulletin import body, checks
from bulletin.articles import comparing, correcting, editing, proofing
from bulletin.articles.states import HELD
from bulletin.body import Body
from bulletin.desk.article import addresses, found
from bulletin.desk.article_forms import ArticleForm, NoteForm, PictureForm, WhyForm
from bulletin.enums import Stage
from bulletin.models import Article, ArticlePicture
from bulletin.rules import may_edit, may_proof
from members.desk.access import desk

S = Stage


def may_write(user: Any, obj: object = None) -> bool:
    return may_edit(user) or may_proof(user)


@dataclass
class Sheet:
    """The page as it is filled in: its form, its text, and what was said about them."""

    row: Article
    form: forms.Form
    saves: int
    blocks: Body
    lost: tuple[str, ...] = ()
    stands: Article | None = None

    @property
    def whole(self) -> bool:
        """All of the piece is written in, not only a slip in its text."""
        return isinstance(self.form, ArticleForm)


@desk(may_write)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    if row.stage not in (S.EDITING, S.PUBLISHED, *HELD):
        messages.info(request, f"稿件现在是“{row.get_stage_display()}”，不能改。")
        return redirect("admin:bulletin_article", pk)
    if request.method == "POST":
        return _posted(request, row)
    blank = ArticleForm(row=row) if row.stage == S.EDITING else NoteForm()
    return _page(request, Sheet(row, blank, row.saves, body.from_json(row.body)))


def _posted(request: HttpRequest, row: Article) -> HttpResponse:
    act = request.POST.get("act", "save")
    if act == "take_over":
        return _take_over(request, row)
    sheet, at = _read(request, row), row.publish_at
    if sheet.form.is_valid() and _kept(sheet, _door(request, sheet, act)):
        for each in sheet.lost:
            messages.warning(request, each)
        messages.success(request, "已保存。")
        if at and row.publish_at is None:
            messages.warning(request, f"原定{stamp(at)}的定时发布已取消，三校完成后请重新定时。")
        back = act == "save" and sheet.whole
        name = "admin:bulletin_article_edit" if back else "admin:bulletin_article"
        return redirect(name, row.pk)
    return _page(request, sheet, status=422)


def _take_over(request: HttpRequest, row: Article) -> HttpResponse:
    form = WhyForm(request.POST, auto_id="take-%s")
    if form.is_valid() and attempt(
        form, lambda: editing.take_over(row, by=request.user, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, "已接手，可以编辑。")
        return redirect("admin:bulletin_article_edit", row.pk)
    whole = ArticleForm(row=row)
    return _page(
        request, Sheet(row, whole, row.saves, body.from_json(row.body)), taking=form, status=422
    )


def _read(request: HttpRequest, row: Article) -> Sheet:
    told = request.POST
    form = ArticleForm(told, row=row) if row.stage == S.EDITING else NoteForm(told)
    number = saves(told)
    text, html = told.get("text", ""), told.get("form") == "html"
    try:
        typed = editing.typed(text, html=html)
    except Refused as refusal:
        form.is_valid()
        say(form, refusal)  # what is too long for a piece is still what they wrote
        return Sheet(row, form, number, body.from_html(text)[0] if html else body.from_typed(text))
    return Sheet(row, form, number, typed.blocks, typed.lost)


def _door(request: HttpRequest, sheet: Sheet, act: str) -> Callable[[], object]:
    row, by = sheet.row, request.user
    told: dict[str, Any] = {"by": by, "saves": sheet.saves, "blocks": sheet.blocks}

    def write() -> None:
        if not sheet.whole:
            door = correcting.propose if row.stage == S.PUBLISHED else proofing.correct
            door(row, note=sheet.form.cleaned_data["note"], **told)
            return
        editing.keep(row, fields=sheet.form.cleaned_data, **told)
        if act == "version":
            editing.save_version(row, by=by, note=request.POST.get("note", ""))
            editing.let_go(row, by=by)

    return write


def _kept(sheet: Sheet, door: Callable[[], object]) -> bool:
    """A save elsewhere is no error of theirs: both texts are shown, and the next save may be it."""
    try:
        return attempt(sheet.form, door)
    except editing.Elsewhere as refusal:
        sheet.form.add_error(None, refusal.message)
        sheet.stands, sheet.saves = refusal.stands, refusal.stands.saves
        return False


def _page(
    request: HttpRequest, sheet: Sheet, *, taking: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    row = sheet.row
    if not sheet.whole:
        sheet.form.auto_id = "id_%s"
    typeable = body.typeable(sheet.blocks)
    colleague = editing.colleague(row, request.user)
    stands = sheet.stands
    context = {
        "row": row,
        "sheet": sheet,
        "correcting": row.stage == S.PUBLISHED,
        "written": body.as_typed(sheet.blocks) if typeable else body.html(sheet.blocks),
        "kind": "typed" if typeable else "html",
        "html": body.html(sheet.blocks),
        "pictures": list(row.pictures.select_related("file")),
        "places": json.dumps(addresses(row)),
        "uploading": PictureForm(auto_id="picture-%s"),
        "colleague": colleague if sheet.whole else None,
        "taking": taking or WhyForm(auto_id="take-%s"),
        "findings": [each for each in checks.run(row) if each.open],
        "lines": comparing.compare(body.from_json(stands.body), sheet.blocks) if stands else (),
    }
    return render(request, "bulletin/desk/edit.html", context, status=status)


@desk(may_edit)
@require_POST
def begin_editing(request: HttpRequest, pk: int) -> HttpResponse:
    row = found(pk)
    try:
        editing.open_for(row, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:bulletin_article", pk)
    return redirect("admin:bulletin_article_edit", pk)


@desk(may_edit)
@require_POST
def save(request: HttpRequest, pk: int) -> JsonResponse:
    """What the page sends by itself. Answers what it has to know, or why nothing was saved."""
    row = found(pk)
    sheet = _read(request, row)
    try:
        if not sheet.whole or not sheet.form.is_valid():
            return JsonResponse({"text": _first(sheet.form)}, status=422)
        editing.keep(
            row, by=request.user, saves=sheet.saves, fields=sheet.form.cleaned_data,
            blocks=sheet.blocks,
        )  # fmt: skip
    except editing.Elsewhere as refusal:
        return JsonResponse({"text": refusal.message}, status=409)
    except Refused as refusal:
        return JsonResponse({"text": refusal.message}, status=422)
    told = [
        {"said": each.said, "level": each.severity.label, "block": each.block}
        for each in checks.run(row)
        if each.open
    ]
    at = f"{clock.now().astimezone(clock.TZ):%H:%M:%S}"
    answer = {"saves": row.saves, "at": at, "lost": list(sheet.lost), "findings": told}
    return JsonResponse(answer | {"characters": body.characters(sheet.blocks)})


def _first(form: forms.Form) -> str:
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        return f"{label}：{errors[0]}" if label else str(errors[0])
    return "稿件已经不在编辑环节，请刷新页面。"


@desk(may_edit)
@require_POST
def add_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Kept with the piece. A script asks for JSON and puts it where the cursor stands."""
    row = found(pk)
    form = PictureForm(request.POST, request.FILES, auto_id="picture-%s")
    made: list[ArticlePicture] = []
    done = form.is_valid() and attempt(
        form,
        lambda: made.append(
            editing.add_picture(row, upload=form.cleaned_data["upload"], by=request.user)
        ),
    )
    if request.headers.get("Accept", "").startswith("application/json"):
        if not done:
            return JsonResponse({"text": _first(form)}, status=422)
        return JsonResponse({"key": made[0].key, "url": addresses(row)[made[0].key]})
    if done:
        messages.success(request, "图片已上传，还没有放进正文。")
    else:
        messages.error(request, _first(form))
    return redirect("admin:bulletin_article_edit", pk)


@desk(may_edit)
@require_POST
def change_picture(request: HttpRequest, pk: int, picture_pk: int) -> HttpResponse:
    """Put at the end of the text, for who has no script; or taken off."""
    row = found(pk)
    picture = get_object_or_404(ArticlePicture, pk=picture_pk, article=row)
    try:
        if request.POST.get("act") == "off":
            editing.drop_picture(picture, by=request.user)
            messages.success(request, "图片已删除。")
        else:
            blocks = (*body.from_json(row.body), body.Picture(picture.key))
            editing.keep(row, by=request.user, saves=row.saves, fields={}, blocks=blocks)
            messages.success(request, "已放到文末。")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect(f"{reverse('admin:bulletin_article_edit', args=[pk])}#pictures")
