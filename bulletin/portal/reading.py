"""What everybody may read: the issue, its pieces, what appeared before, pictures and the PDF."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from association.base import files
from bulletin import body
from bulletin.articles import renditions
from bulletin.editions import sections
from bulletin.enums import Stage, Visibility
from bulletin.models import Article, ArticlePicture, Issue
from bulletin.portal.kept import kept
from bulletin.readers import addresses, counting, piece, shelf, structured
from bulletin.rules import reads_for_members

FOR_MEMBERS = "这篇稿件只给会员单位看。请用会员单位的账号登录，登录后就到这里。"
LATEST = 12
PICTURE_AGE = 24 * 60 * 60


def _place(pk: int, use: str) -> str:
    return reverse("bulletin:picture", args=[pk, use])


@require_safe
@kept()
def front(request: HttpRequest) -> HttpResponse:
    """The issue that was released last; before there is one, what appeared last."""
    latest = shelf.released().first()
    if latest is not None:
        return _issue(request, latest, current=True)
    rows = shelf.listed()[:LATEST]
    context = {"pieces": [_line(row) for row in rows], "columns": list(shelf.columns())}
    return render(request, "bulletin/public/front.html", context)


@require_safe
@kept()
def issue(request: HttpRequest, year: int, number: int) -> HttpResponse:
    return _issue(request, _released(year, number), current=False)


def _released(year: int, number: int) -> Issue:
    found: Issue = get_object_or_404(shelf.released(), year=year, number=number)
    return found


def _issue(request: HttpRequest, row: Issue, *, current: bool) -> HttpResponse:
    found = sections.of(row)
    pieces = [each for section in found for each in section.pieces]
    edition = shelf.screen_editions(row).select_related("file").first()
    context = {
        "issue": row,
        "sections": found,
        "focus": _focus(row, pieces),
        "total": len(pieces),
        "edition": edition,
        "pages": (edition.facts or {}).get("pages") if edition else None,
        "beside": shelf.issues_beside(row),
        "canonical": addresses.issue(row),
        "data": structured.block(structured.issue(row, found)),
        "crumbs": _crumbs(None if current else str(row)),
        "current": current,
    }
    return render(request, "bulletin/public/issue.html", context)


def _focus(row: Issue, pieces: list[sections.Piece]) -> list[dict[str, Any]]:
    """A line of the cover leads to the piece of that title, where there is one."""
    by_title = {each.title: each for each in pieces}
    return [{"title": said, "piece": by_title.get(said)} for said in row.focus if said]


def _crumbs(*labels: str | None) -> list[dict[str, str]]:
    found = [{"label": "首页", "url": "/"}, {"label": "会刊", "url": reverse("bulletin:front")}]
    found += [{"label": label, "url": ""} for label in labels if label]
    found[-1] = {"label": found[-1]["label"], "url": ""}
    return found


@require_safe
def issue_pdf(request: HttpRequest, year: int, number: int) -> HttpResponseBase:
    """An issue in which a piece is for members is theirs as a whole."""
    row = _released(year, number)
    edition = shelf.screen_editions(row).select_related("file").first()
    if edition is None or edition.file is None:
        raise Http404
    closed = row.items.filter(article__visibility=Visibility.MEMBERS).exists()
    if closed and not reads_for_members(request.user):
        return _sign_in(request)
    return files.respond(edition.file)


def article(request: HttpRequest, pk: int) -> HttpResponse:
    """A reading is counted at the answer, whichever way it came about; nothing of the reader is."""
    response: HttpResponse = _article(request, pk)
    asked_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method == "GET" and response.status_code in {200, 304} and not asked_ahead:
        counting.count(pk, agent=request.headers.get("User-Agent", ""))
    return response


@require_safe
@kept()
def _article(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Article.objects.select_related("published", "column").defer("body"), pk=pk
    )
    if found.published is not None and found.stage != Stage.PUBLISHED:  # whoever edits it now
        return render(request, "bulletin/public/gone.html", {"crumbs": _crumbs()}, status=410)
    if found.stage != Stage.PUBLISHED or found.published is None:
        raise Http404
    if found.visibility == Visibility.MEMBERS and not reads_for_members(request.user):
        return _sign_in(request)
    shown = piece.shown(found, address=_place)
    crumbs = _crumbs()
    crumbs[-1]["url"] = reverse("bulletin:front")
    crumbs.append(
        {"label": found.column.name, "url": reverse("bulletin:column", args=[found.column.slug])}
    )
    context = {
        "piece": shown,
        "text": mark_safe(shown.html),  # noqa: S308 - its writer escapes all that it didn't write
        "crumbs": crumbs,
        "canonical": addresses.article(pk),
        "image": addresses.absolute(shown.image.url) if shown.image else "",
        "data": structured.block(structured.article(shown)),
    }
    return render(request, "bulletin/public/article.html", context)


def _sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return render(
            request, "bulletin/public/members_only.html", {"crumbs": _crumbs()}, status=403
        )
    messages.info(request, FOR_MEMBERS)
    return redirect_to_login(request.get_full_path())


@require_safe
def picture(request: HttpRequest, pk: int, use: str) -> HttpResponseBase:
    """Of a piece that stands, those that its published version shows. Made when first asked for."""
    if use not in renditions.WEB:
        raise Http404
    row = get_object_or_404(
        ArticlePicture.objects.select_related("article__published", "file"),
        pk=pk, article__stage=Stage.PUBLISHED, file__erased_at__isnull=True,
    )  # fmt: skip
    version = row.article.published
    if row.key not in piece.keys(version, body.from_json(version.body)):
        raise Http404
    closed = row.article.visibility == Visibility.MEMBERS
    if closed and not reads_for_members(request.user):
        raise Http404
    made = renditions.make(row, use)
    response = files.respond(made.file)
    response.headers["Cache-Control"] = (
        "private, no-store" if closed else f"public, max-age={PICTURE_AGE}"
    )
    response.headers["ETag"] = f'"{made.file.sha256[:32]}"'
    return response


def _line(row: Article) -> sections.Piece:
    assert row.published is not None, "the database wants it"
    return sections.piece(row, row.published)
