from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from association.portal.specimens import CHAPTERS, Chapter

# Tokens of static/css/tokens.css.
COLOURS = (
    ("paper", "纸"),
    ("paper-deep", "深纸"),
    ("sheet", "白页"),
    ("ink", "墨蓝"),
    ("ink-2", "次墨"),
    ("ink-3", "淡墨"),
    ("blue", "链接"),
    ("orange", "安全橙，托墨字"),
    ("orange-ink", "橙字"),
    ("ok", "完成"),
    ("stop", "停止"),
    ("rule", "细线"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    name: str
    source: str
    result: SafeString


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Open to everybody in the demo; else to staff, since it says how the house is built."""
    user: Any = request.user
    if not settings.DEMO:
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not user.is_staff:
            raise Http404
    chapters = [(chapter, _shown(chapter, request)) for chapter in CHAPTERS]
    return render(request, "desk/style.html", {"chapters": chapters, "colours": COLOURS})


def _shown(chapter: Chapter, request: HttpRequest) -> list[Shown]:
    return [Shown(row.name, row.source, row.render(request)) for row in chapter.specimens]
