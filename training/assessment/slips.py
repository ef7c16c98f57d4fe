"""准考证: one page a place, for one person or for a whole sitting."""

import base64
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from association.base import pdf, residents
from association.base.errors import Refused
from training.enums import GONE, PhotoState
from training.models import Enrolment, Photo, Place, Sitting

TEMPLATE = "training/pdf/slip.html"
RULES = (
    "开考前 30 分钟凭本准考证和有效身份证件原件入场，证件与报名登记的一致。",
    "开考 30 分钟后不得入场；交卷后不得返回考场。",
    "手机、电子设备和资料放在指定位置，不得带到座位。",
    "违反考场纪律的，由监考人员记录；作弊的，各科成绩无效，取消本次鉴定资格。",
)
"""The association's own: the standard's text has none that we could find."""


def of_sitting(sitting: Sitting) -> bytes:
    """By seat. Raises Refused where nobody sits."""
    return _printed(sitting.places.all(), title=f"{sitting}准考证")


def of_enrolment(enrolment: Enrolment) -> bytes:
    """All that person's places that nobody has marked yet. Raises Refused if there is none."""
    places = enrolment.places.filter(outcome__isnull=True).order_by("sitting__at")
    return _printed(places, title=f"{enrolment.trainee}准考证")


def of_place(place: Place) -> bytes:
    return _printed(Place.objects.filter(pk=place.pk), title=f"{place}准考证")


def _printed(places: Any, *, title: str) -> bytes:
    rows = list(
        places.exclude(enrolment__state__in=GONE).select_related(
            "sitting__training_class", "enrolment__trainee", "enrolment__team"
        )
    )
    if not rows:
        raise Refused("还没有排座，没有准考证可以打印。")
    photos = _photos(row.enrolment.trainee_id for row in rows)
    context = {
        "title": title,
        "issuer": settings.ASSOCIATION_NAME,
        "rules": RULES,
        "slips": [
            {
                "place": row,
                "sitting": row.sitting,
                "person": row.enrolment.trainee,
                "team": row.enrolment.team,
                "id_number": residents.masked(row.enrolment.trainee.id_number),
                "photo": photos.get(row.enrolment.trainee_id, ""),
            }
            for row in rows
        ],
    }
    return pdf.render(TEMPLATE, context)


def _photos(people: Iterable[int]) -> dict[int, str]:
    """By the person's key, as an address that carries the picture: only accepted ones."""
    latest = Photo.objects.filter(trainee__in=set(people)).order_by("trainee_id", "-id")
    rows = latest.distinct("trainee_id").select_related("normalised")
    return {
        row.trainee_id: _carried(row)
        for row in rows
        if row.state == PhotoState.ACCEPTED and row.normalised.erased_at is None
    }


def _carried(photo: Photo) -> str:
    with photo.normalised.content.open("rb") as file:
        data = base64.b64encode(file.read()).decode()
    return f"data:{photo.normalised.media_type};base64,{data}"
