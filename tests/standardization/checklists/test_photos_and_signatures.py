import io
import uuid
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from association.accounts.models import User
from association.base import clock
from association.base.errors import Refused
from association.base.models import AuditEntry, StoredFile
from standardization.checklists import answering, approvals, closing, photos, signing
from standardization.checklists.missing import missing
from standardization.models import Answer, Checklist, Expert, Photo, Signature
from tests.factories import cast
from tests.factories import checklists as make


def signed(**said: object) -> signing.Signed:
    facts = {
        "id": uuid.uuid4(), "name": "安然", "job": "企业负责人", "answers_hash": "a" * 64,
        "signed_at": clock.now(),
    } | said  # fmt: skip
    return signing.Signed(**facts)  # type: ignore[arg-type]


def image() -> SimpleUploadedFile:
    return SimpleUploadedFile("s.png", make.png())


def test_a_photo_keeps_the_hash_of_what_the_phone_sent_and_shows_where_and_when(
    checklist: Checklist, cen: User
) -> None:
    item = make.item(checklist, "2.1")
    area = checklist.case.sites.get().key_areas.get(kind="tanks")
    taken, file = make.photo(item, content=make.jpeg(9, size=(1600, 1200)), key_area=area.pk)
    receipt = photos.receive(checklist, taken, file, by=cen)
    assert (receipt.status, receipt.hash) == (200, taken.sha256)
    row = Photo.objects.get()
    assert (row.item, row.key_area, row.sha256) == (item, area, taken.sha256)
    assert row.file.sha256 != taken.sha256
    with row.file.content.open("rb") as kept, Image.open(kept) as picture:
        assert picture.size == (1600, 1200)
        foot = picture.crop((0, 1150, 1600, 1200)).convert("L").getcolors(256)
    assert foot is not None
    assert len(foot) > 10  # letters, where one colour came


def test_a_photo_sent_again_is_known_and_another_one_under_its_number_is_not(
    checklist: Checklist, cen: User
) -> None:
    taken, file = make.photo()
    assert photos.receive(checklist, taken, file, by=cen).status == 200
    assert photos.receive(checklist, taken, file, by=cen).status == 202
    other, content = make.photo(id=taken.id, content=make.jpeg(99))
    assert photos.receive(checklist, other, content, by=cen).status == 409
    assert (Photo.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_a_photo_of_another_visit_is_refused(checklist: Checklist, cen: User) -> None:
    elsewhere = make.checklist(company="guanghe")
    taken, file = make.photo(make.item(elsewhere, "2.1"))
    with pytest.raises(Refused, match="可能属于另一次现场工作"):
        photos.receive(checklist, taken, file, by=cen)
    taken, file = make.photo(key_area=elsewhere.case.sites.get().key_areas.first().pk)  # type: ignore[union-attr]
    with pytest.raises(Refused, match="不属于这次的场所"):
        photos.receive(checklist, taken, file, by=cen)
    taken, file = make.photo()
    photos.receive(elsewhere, taken, file, by=cen)
    assert photos.receive(checklist, taken, file, by=cen).status == 409


def test_bytes_that_were_cut_on_the_way_are_asked_for_again(
    checklist: Checklist, cen: User
) -> None:
    taken, _ = make.photo()
    with pytest.raises(Refused, match="在传输中损坏"):
        photos.receive(checklist, taken, SimpleUploadedFile("p.jpg", b"\xff\xd8\xff"), by=cen)


def test_what_is_no_picture_is_refused(checklist: Checklist, cen: User) -> None:
    taken, file = make.photo(content=b"%PDF-1.4 no picture")
    with pytest.raises(Refused, match="这里不收"):
        photos.receive(checklist, taken, file, by=cen)


def test_who_does_not_go_along_sends_no_photos(checklist: Checklist) -> None:
    with pytest.raises(Refused, match="不能上传照片"):
        photos.receive(checklist, *make.photo(), by=cast.person("safety"))


def test_after_the_end_a_photo_is_kept_aside(checklist: Checklist, cen: User) -> None:
    Checklist.objects.update(closed_at=clock.now(), closed_by=cen)
    receipt = photos.receive(checklist, *make.photo(), by=cen)
    assert receipt.late
    assert Photo.objects.get().late


def test_a_long_name_does_not_run_out_of_the_picture(checklist: Checklist, cen: User) -> None:
    from standardization.checklists import watermark

    content = watermark.marked(make.jpeg(5, size=(200, 150)), ["很长的名称" * 20, "时间"])
    assert Image.open(io.BytesIO(content)).size == (200, 150)


def test_a_signature_stands_until_an_answer_changes(checklist: Checklist, cen: User) -> None:
    item = make.item(checklist, "1.1")
    answering.receive(checklist, make.body(item), by=cen)
    stands = signing.answers_hash(checklist)
    told = signing.sign(checklist, signed(answers_hash=stands), image(), by=cen)
    row = Signature.objects.get()
    assert told.status == 200
    assert signing.stands(row)
    assert AuditEntry.objects.filter(action="检查表签字").exists()
    answering.receive(checklist, make.failing(item), by=cen)
    assert not signing.stands(row)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "姓名"),
        ({"job": ""}, "身份"),
        ({"answers_hash": "G" * 64}, "没有带上当时的作答"),
    ],
)
def test_a_signature_lacks_nothing(
    checklist: Checklist, cen: User, said: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        signing.sign(checklist, signed(**said), image(), by=cen)


def test_a_signature_comes_once_and_not_after_the_end(checklist: Checklist, cen: User) -> None:
    first = signed()
    statuses = [signing.sign(checklist, first, image(), by=cen).status for _ in range(2)]
    other = signed(id=first.id, name="别人")
    statuses.append(signing.sign(checklist, other, image(), by=cen).status)
    assert statuses == [200, 202, 409]
    Checklist.objects.update(closed_at=clock.now(), closed_by=cen)
    assert signing.sign(checklist, first, image(), by=cen).status == 202
    with pytest.raises(Refused, match="已经关闭"):
        signing.sign(checklist, signed(), image(), by=cen)


def test_not_applicable_takes_another_person(
    checklist: Checklist, cen: User, second: Expert
) -> None:
    answering.receive(checklist, make.body(make.item(checklist, "1.1"), "na"), by=cen)
    row = Answer.objects.get()
    with pytest.raises(Refused, match="您自己答的"):
        approvals.approve_na(row, by=cen)
    with pytest.raises(Refused, match="不在这次现场工作的人员中"):
        approvals.approve_na(row, by=cast.person("reviewer"))
    assert approvals.approve_na(row, by=second.user).na_approved_by == second.user  # type: ignore[arg-type]


def test_an_answer_that_changed_under_the_approvers_eyes_is_looked_at_again(
    checklist: Checklist, cen: User, second: Expert
) -> None:
    item = make.item(checklist, "1.1")
    answering.receive(checklist, make.body(item, "na"), by=cen)
    seen = Answer.objects.get()
    answering.receive(checklist, make.body(item, "na", reason="另一个理由"), by=cen)
    with pytest.raises(Refused, match="刚刚有了新的作答"):
        approvals.approve_na(seen, by=second.user)  # type: ignore[arg-type]


def test_a_checklist_is_closed_once_nothing_is_missing(
    checklist: Checklist, cen: User, second: Expert
) -> None:
    item = {code: make.item(checklist, code) for code in ("1.1", "2.1", "2.2", "2.3")}
    bodies = [
        make.body(item["1.1"], "na"),
        make.failing(item["2.1"]),
        make.body(item["2.2"]),
        make.body(item["2.3"], "fails", veto_failed=True),
    ]
    answering.receive_many(checklist, bodies, by=cen)
    found = missing(checklist)
    assert (len(found.unapproved), len(found.unconfirmed)) == (1, 1)
    assert found.without_photo == [item["2.1"]]
    with pytest.raises(
        Refused, match="1 项“不适用”没有第二人同意、1 项否决没有第二人确认、1 项不符合没有照片"
    ):
        closing.close(checklist, by=cen)
    approvals.approve_na(found.unapproved[0], by=second.user)  # type: ignore[arg-type]
    approvals.confirm_veto(found.unconfirmed[0], by=cast.person("safety"))
    photos.receive(checklist, *make.photo(item["2.1"]), by=cen)
    with pytest.raises(Refused, match="只有组长"):
        closing.close(checklist, by=second.user)  # type: ignore[arg-type]
    assert closing.close(checklist, by=cen).closed_by == cen
    with pytest.raises(Refused, match="已经关闭"):
        closing.close(checklist, by=cen)


def test_two_people_who_differ_are_told_to_whoever_leads(
    checklist: Checklist, cen: User, second: Expert
) -> None:
    same, other = make.item(checklist, "1.1"), make.item(checklist, "2.1")
    for who, body in [
        (cen, make.body(same)), (second.user, make.body(same)),
        (cen, make.body(other)), (second.user, make.failing(other)),
    ]:  # fmt: skip
        assert who is not None
        answering.receive(checklist, body, by=who)
    assert missing(checklist).differing == [other]


def test_a_photo_is_named_after_the_hour_in_beijing(checklist: Checklist) -> None:
    row = Photo(checklist=checklist, taken_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert str(row) == f"{checklist} 2026-03-02 07:30"
