"""The API's own pages: what there is, in words for people and as OpenAPI for machines."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from association.base.api.problems import CODES
from association.portal import api_page


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The same for everybody, and as long as the process lives."""
    from drf_spectacular.generators import SchemaGenerator  # noqa: PLC0415 - tests come along

    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    address = request.build_absolute_uri("/").rstrip("/")
    context = {
        "groups": api_page.groups(document(), address),
        "problems": api_page.problems(),
        "limit": settings.API_PER_MINUTE,
    }
    return render(request, "public/api.html", context)


def nothing_here(request: HttpRequest, elsewhere: str) -> JsonResponse:
    """Every other address below the API: a machine is answered in its own language."""
    code, message = CODES[404]
    return JsonResponse({"code": code, "message": message}, status=404)
