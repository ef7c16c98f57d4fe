"""A person's photo: handed in, looked at as it will be printed, cropped anew."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import files
from association.base.forms import attempt
from training.enums import PhotoState
from training.models import Photo, PhotoProfile, Trainee
from training.people import photos
from training.portal.me_access import by_link, not_erased
from training.portal.people_forms import CropForm, PhotoForm


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: HttpRequest, trainee: Trainee, token: str) -> HttpResponse:
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid() and attempt(
        form, lambda: photos.hand_in(trainee, form.cleaned_data["photo"], by=None)
    ):
        messages.success(request, "照片已提交。请核对裁剪框，不合适的拖动后重新裁剪。")
        return redirect("training:me_photo", token)
    return _page(request, trainee, token, form=form)


@by_link
@require_POST
def crop(request: HttpRequest, trainee: Trainee, token: str) -> HttpResponse:
    form = CropForm(request.POST)
    row = photos.latest(trainee)
    if row is None:
        raise Http404
    if form.is_valid() and attempt(form, lambda: photos.crop_again(row, crop=form.crop(), by=None)):
        messages.success(request, "已重新裁剪。")
        return redirect("training:me_photo", token)
    return _page(request, trainee, token, crop=form)


@by_link
@require_safe
def picture(request: HttpRequest, trainee: Trainee, token: str, which: str) -> HttpResponse:
    row = photos.latest(trainee)
    if row is None or which not in ("original", "normalised"):
        raise Http404
    return files.respond(not_erased(getattr(row, which)))


def _page(
    request: HttpRequest,
    trainee: Trainee,
    token: str,
    *,
    form: PhotoForm | None = None,
    crop: CropForm | None = None,
) -> HttpResponse:
    row = photos.latest(trainee)
    told: dict[str, Any] = {
        "trainee": trainee,
        "token": token,
        "form": form or PhotoForm(),
        "photo": row,
        "profile": PhotoProfile.objects.filter(active=True).first(),
        **_box(row, crop),
    }
    status = 422 if (form and form.is_bound) or crop else 200
    return render(request, "training/person/photo.html", told, status=status)


def _box(row: Photo | None, crop: CropForm | None) -> dict[str, Any]:
    """The fields of the box, over a picture that may still be cropped."""
    if row is None or row.state == PhotoState.ACCEPTED or row.original.erased_at:
        return {}
    width, height = photos.size(row)
    box = photos.default_crop(row)
    initial = {name: getattr(box, name) for name in ("left", "top", "width", "height")}
    profile = photos.in_use()
    return {
        "crop": crop or CropForm(initial=initial),
        "frame": {"width": width, "height": height, "ratio": f"{profile.ratio:.4f}"},
    }
