"""征稿启事 and 通知, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from association.base import files, paging
from bulletin import body, queries, showing
from bulletin.enums import Kind
from bulletin.models import Due
from bulletin.notices import audience

SIZE = 30


@require_safe
def call(request: HttpRequest) -> HttpResponse:
    context = {"calls": list(queries.open_calls()), "kinds": Kind.labels}
    return render(request, "bulletin/public/call.html", context)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    page = paging.page(
        audience.public(), keys=("published_at", "pk"), size=SIZE, descending=True,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    context = {
        "rows": page.rows,
        **page.links(),
    }
    return render(request, "bulletin/public/notices.html", context)


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(audience.public(), pk=pk)
    context = {
        "row": row,
        "text": showing.html(body.from_json(row.body), {}),
        "files": row.files.select_related("file"),
        "dues": Due.objects.filter(form__notice=row).select_related("form__questionnaire"),
        "later": audience.public().filter(published_at__gt=row.published_at).last(),
        "earlier": audience.public().filter(published_at__lt=row.published_at).first(),
    }
    return render(request, "bulletin/public/notice.html", context)


@require_safe
def notice_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponseBase:
    rows = get_object_or_404(audience.public(), pk=pk).files.select_related("file")
    return files.respond(get_object_or_404(rows, pk=file_pk).file)
