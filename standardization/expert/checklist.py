"""The checklist on the phone: its page, what it takes along, and what it sends back."""

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_POST, require_safe

from association.accounts.models import User
from association.base import files
from association.base.errors import Refused
from association.base.sent import whole
from standardization.checklists import answering, bundles, paper, photos, reading, signing, tapped
from standardization.enums import AnswerState
from standardization.expert import on_site
from standardization.models import Checklist

MOST_ANSWERS = 200
"""In one sending: the phone sends fifty at a time."""
WORKER = settings.BASE_DIR / "static" / "js" / "onsite" / "worker.js"
SCRIPTS = (
    "store", "queue", "pictures", "item", "waiting", "signing", "listing", "form", "page",
)  # fmt: skip
"""In this order: each knows those before it."""
_SHAPES = {
    AnswerState.CONFORMS: ("ok", "符合"),
    AnswerState.FAILS: ("stop", "不符合"),
    AnswerState.NOT_APPLICABLE: ("none", "不适用"),
}
_OPEN = ("due", "未答")


@on_site.page
@require_safe
def checklist(request: HttpRequest, row: Checklist) -> HttpResponse:
    """With all that the phone takes along inside, so that opening it is one request; what it then
    asks for anew comes from ``bundle``."""
    told = bundles.bundle(row)
    answers = told["answers"]
    sections = [
        {
            "of": each,
            "rows": [(item, *_shape(answers.get(str(item["id"])))) for item in each["items"]],
        }
        for each in told["sections"]
    ]
    context = {
        "checklist": row,
        "visit": row.visit,
        "case": row.case,
        "total": sum(len(each["rows"]) for each in sections),
        "scripts": [static(f"js/onsite/{name}.js") for name in SCRIPTS],
        "sections": sections,
        "taken_along": bundles.embedded(told),
    }
    return render(request, "standardization/expert/checklist.html", context)


def _shape(answer: bundles.Json | None) -> tuple[str, str]:
    return _SHAPES[AnswerState(answer["state"])] if answer else _OPEN


@on_site.phone
@require_safe
def bundle(request: HttpRequest, row: Checklist) -> HttpResponse:
    """With a fresh token for what the page will send: the page itself may be days old."""
    response = HttpResponse(bundles.text(bundles.bundle(row)), content_type="application/json")
    response["X-Csrf-Token"] = get_token(request)
    return response


@on_site.phone_in_haste
@require_POST
def answers(request: HttpRequest, visit: int) -> HttpResponse:
    try:
        sent = _list_of_texts(request.body)
    except Refused:
        on_site.found(request, visit)  # who doesn't go along isn't told what is wrong
        raise
    receipts = answering.receive_at(visit, sent, by=_who(request))
    return JsonResponse({"receipts": [asdict(receipt) for receipt in receipts]})


def _list_of_texts(body: bytes) -> list[str]:
    try:
        sent = json.loads(body)["answers"]
    except (ValueError, TypeError, KeyError) as error:
        raise Refused("同步的内容不完整，请再同步一次。") from error
    if not isinstance(sent, list) or not all(isinstance(each, str) for each in sent):
        raise Refused("同步的内容不完整，请再同步一次。")
    if len(sent) > MOST_ANSWERS:
        raise Refused(f"一次最多同步 {MOST_ANSWERS} 条，请分批同步。")
    return sent


@on_site.phone
@require_POST
def photo(request: HttpRequest, row: Checklist) -> HttpResponse:
    sent = request.POST
    taken = photos.Taken(
        id=reading.uuid(sent.get("id")),
        sha256=sent.get("sha256", ""),
        taken_at=reading.moment(sent.get("taken_at")),
        item=_key(sent.get("item")),
        key_area=_key(sent.get("key_area")),
    )
    return _receipt(photos.receive(row, taken, _file(request), by=_who(request)))


@on_site.phone
@require_POST
def finding(request: HttpRequest, row: Checklist) -> HttpResponse:
    try:
        body = request.body.decode()
    except UnicodeDecodeError as error:
        raise Refused("这条不符合项不完整，请在本机重新登记。") from error
    told = tapped.receive(row, body, by=_who(request))
    return JsonResponse(asdict(told), status=told.status)


@on_site.phone
@require_POST
def signature(request: HttpRequest, row: Checklist) -> HttpResponse:
    sent = request.POST
    signed = signing.Signed(
        id=reading.uuid(sent.get("id")),
        name=sent.get("name", "").strip(),
        job=sent.get("job", "").strip(),
        answers_hash=sent.get("answers_hash", ""),
        signed_at=reading.moment(sent.get("signed_at")),
    )
    return _receipt(signing.sign(row, signed, _file(request), by=_who(request)))


@on_site.page
@require_safe
def on_paper(request: HttpRequest, row: Checklist) -> HttpResponseBase:
    """``?zones``: only of zones where no phone may be carried."""
    try:
        content = paper.render(row, no_phones_only="zones" in request.GET)
    except Refused as refusal:
        raise Http404 from refusal
    return files.as_download(
        ContentFile(content),
        name=f"检查表-{row.case.member.name}.pdf",
        media_type="application/pdf",
    )


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served from here: its address bounds what it may look after."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _who(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _file(request: HttpRequest) -> Any:
    sent = request.FILES.get("file")
    if sent is None:
        raise Refused("没有收到文件，本机留有原件，请再同步一次。", field="file")
    return sent


def _key(value: str | None) -> int | None:
    if not value:
        return None
    key = whole(value)
    if key is None:
        raise Refused("项目或部位不对，请刷新检查表。")
    return key


def _receipt(receipt: answering.Receipt) -> HttpResponse:
    """One thing, so its status is the answer's own."""
    return JsonResponse(asdict(receipt), status=receipt.status)
