import io

import pytest
from PIL import Image

from association.base.errors import Refused
from tests.factories import cast, pictures
from tests.factories import training as make
from training.enums import PhotoState
from training.models import Photo, PhotoProfile
from training.people import photos
from training.people.photos import Crop

pytestmark = pytest.mark.django_db


def test_a_photo_is_kept_as_it_came_and_as_it_has_to_be() -> None:
    photo = photos.hand_in(make.trainee(), pictures.upload(), by=None)
    assert (photo.state, photo.findings) == (PhotoState.PENDING, [])
    with photo.normalised.content.open("rb") as kept:
        assert Image.open(io.BytesIO(kept.read())).size == (295, 413)
    with photo.original.content.open("rb") as kept:
        assert b"SecretCamera" not in kept.read()


def test_a_picture_that_claims_thirty_thousand_by_thirty_thousand_gets_a_sentence() -> None:
    person = make.trainee()
    with pytest.raises(Refused, match="像素太多（超过 5,000 万）") as refusal:
        photos.hand_in(person, pictures.upload(pictures.vast(), "照片.png"), by=None)
    assert refusal.value.field == "photo"
    assert not Photo.objects.exists()


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"GIF89a", b"\xff\xd8\xff broken"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="照片.jpg"):
        photos.hand_in(make.trainee(), pictures.upload(content), by=None)


def test_what_the_check_found_stands_beside_the_photo() -> None:
    dark = pictures.upload(pictures.portrait(ground=pictures.GREY))
    assert photos.hand_in(make.trainee(), dark, by=None).findings[0].startswith("背景偏暗")


def test_another_crop_is_another_photo_of_the_same_picture() -> None:
    first = photos.hand_in(make.trainee(), pictures.upload(), by=None)
    second = photos.crop_again(first, crop=Crop(100, 100, 295, 413), by=None)
    assert second.original == first.original
    assert second.normalised.sha256 != first.normalised.sha256
    with pytest.raises(Refused, match="更新的一张"):
        photos.crop_again(first, crop=Crop(0, 0, 295, 413), by=None)


def test_an_accepted_photo_stays_as_it_is() -> None:
    photo = photos.hand_in(make.trainee(), pictures.upload(), by=None)
    photo = photos.judge(photo, accepted=True, by=cast.person("training"))
    with pytest.raises(Refused, match="已经审核合格"):
        photos.crop_again(photo, crop=Crop(0, 0, 295, 413), by=None)


def test_saying_no_needs_a_reason_and_happens_once() -> None:
    photo = photos.hand_in(make.trainee(), pictures.upload(), by=None)
    qiao = cast.person("training")
    with pytest.raises(Refused, match="写明原因"):
        photos.judge(photo, accepted=False, by=qiao)
    with pytest.raises(Refused, match="没有权限"):
        photos.judge(photo, accepted=True, by=cast.person("head"))
    photos.judge(photo, accepted=False, by=qiao, reason="头部不居中")
    with pytest.raises(Refused, match="已经审核过"):
        photos.judge(photo, accepted=True, by=qiao)


def test_only_the_latest_photo_is_judged() -> None:
    person = make.trainee()
    first = photos.hand_in(person, pictures.upload(), by=None)
    photos.hand_in(person, pictures.upload(), by=None)
    with pytest.raises(Refused, match="更新的一张"):
        photos.judge(first, accepted=True, by=cast.person("training"))


def test_a_contact_hands_in_for_the_own_people_alone() -> None:
    mine = make.enrolment(make.training_class(), cast.team("chenling")).trainee
    assert photos.hand_in(mine, pictures.upload(), by=cast.person("team_contact"))
    with pytest.raises(Refused, match="没有权限"):
        photos.hand_in(mine, pictures.upload(), by=cast.person("other_contact"))


def test_without_a_profile_in_use_nobody_can_hand_in() -> None:
    PhotoProfile.objects.update(active=False)
    with pytest.raises(Refused, match="还没有启用照片规格"):
        photos.hand_in(make.trainee(), pictures.upload(), by=None)
