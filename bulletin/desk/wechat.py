"""公众号: a piece as it is pasted there, how long it is, what to take along, and where it appeared."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from association.base import clock, files
from association.base.forms import attempt
from bulletin.articles import appearing
from bulletin.editions import parcel, wechat
from bulletin.enums import Channel
from bulletin.models import Article, Issue, Publication
from bulletin.readers import addresses
from bulletin.rules import may_edit
from members.desk.access import desk


class PostedForm(forms.Form):
    url = forms.CharField(
        label="公众号文章网址",
        max_length=appearing.LONGEST,
        help_text="在手机上打开文章，复制链接。",
    )
    on = forms.DateField(
        label="发布日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


@desk(may_edit)
@require_http_methods(["GET", "HEAD", "POST"])
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, and the form that says where it was posted."""
    row, found = _wrapped(pk)
    posted = appearing.of(row).filter(channel=Channel.WECHAT).first()
    begun = {"url": posted.place if posted else "", "on": posted.on if posted else clock.today()}
    if request.method == "POST":
        form = PostedForm(request.POST)
        if form.is_valid() and attempt(
            form, lambda: appearing.record_wechat(row, by=request.user, **form.cleaned_data)
        ):
            messages.success(request, "已登记。")
            return redirect("admin:bulletin_wechat", pk)
    else:
        form = PostedForm(initial=begun)
    context = {
        "row": row,
        "title": found.version.head["title"],
        "parts": [_part(number, part) for number, part in enumerate(found.parts, start=1)],
        "most": wechat.MOST,
        "warnings": found.warnings,
        "digest": parcel.digest(found),
        "form": form,
        "posted": posted,
        "read_more": found.read_more,
    }
    return render(request, "bulletin/desk/wechat.html", context, status=422 if form.errors else 200)


def _part(number: int, part: wechat.Part) -> dict[str, Any]:
    """The page's own rules let no style stand in an element, a script sets them one by one, and no
    picture from another host, as the public address may be here."""
    here, there = reverse("bulletin:front"), addresses.absolute(reverse("bulletin:front"))
    shown = part.html.replace(' style="', ' data-style="').replace(f'src="{there}', f'src="{here}')
    return {
        "number": number,
        "part": part,
        "shown": mark_safe(shown),  # noqa: S308 - its writer escapes all that it didn't write
        "percent": min(100, round(part.characters * 100 / wechat.MOST)),
    }


@desk(may_edit)
@require_safe
def packed(request: HttpRequest, pk: int) -> HttpResponse:
    row, found = _wrapped(pk)
    return files.as_download(
        ContentFile(parcel.packed(found)), name=f"公众号-{row.pk}.zip", media_type="application/zip"
    )


@desk(may_edit)
@require_safe
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Every piece of an issue: how long it is there, and which were posted."""
    row = get_object_or_404(Issue.objects.select_related("masthead"), pk=pk)
    posted = {
        each.article_id: each
        for each in Publication.objects.filter(channel=Channel.WECHAT, article__items__issue=row)
    }
    items = (
        row.items.select_related(
            "under__column", "article__column", "article__published", "article__approved", "version"
        )
        .prefetch_related("article__pictures")
        .order_by("under__position", "position", "pk")
    )
    lines = [(item, *_measured(item.article), posted.get(item.article_id)) for item in items]
    crumbs = [
        {"label": "工作台", "url": reverse("admin:index")},
        {"label": f"{row} 公众号", "url": ""},
    ]
    context = {"issue": row, "lines": lines, "most": wechat.MOST, "crumbs": crumbs}
    return render(request, "bulletin/desk/wechat_issue.html", context)


def _measured(row: Article) -> tuple[int, int]:
    """Characters and parts; none of what isn't approved yet."""
    version = parcel.version_of(row)
    if version is None:
        return 0, 0
    found = _wrap(row)
    return found.characters, len(found.parts)


def _wrapped(pk: int) -> tuple[Article, parcel.Parcel]:
    row = get_object_or_404(
        Article.objects.select_related("column", "published", "approved").prefetch_related(
            "pictures__file"
        ),
        pk=pk,
    )
    if parcel.version_of(row) is None:
        raise Http404
    return row, _wrap(row)


def _wrap(row: Article) -> parcel.Parcel:
    version = parcel.version_of(row)
    assert version is not None, "asked before"
    return parcel.wrap(row, version, address=addresses.picture, read_more=addresses.article(row.pk))
