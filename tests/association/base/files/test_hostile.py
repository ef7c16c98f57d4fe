"""Each class of hostile file by name: refused with a sentence, or made harmless."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageFile

from association.accounts.models import User
from association.base import files
from association.base.errors import Refused
from association.base.models import StoredFile
from tests.association.base.files import hostile
from tests.factories.papers import pdf, picture

DOCUMENTS, SHEETS = files.DOCUMENTS, files.SHEETS


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def refusal(name: str, content: bytes, accept: tuple[str, ...] = DOCUMENTS) -> str:
    with pytest.raises(Refused) as refused:
        files.check(upload(name, content), accept=accept)
    return refused.value.message


def kept(name: str, content: bytes, by: User) -> bytes:
    stored = files.keep(upload(name, content), by=by)
    assert StoredFile.objects.get() == stored
    with stored.content.open("rb") as file:
        return bytes(file.read())


class TestPdf:
    @pytest.mark.parametrize(
        "content",
        [
            hostile.pdf_with_script(),
            hostile.pdf_with_script_spelled_otherwise(),
            hostile.pdf_with_script_packed_away(),
            hostile.pdf_with_script_behind_many_packed(),
            hostile.pdf_with_script_behind_many_that_say_nothing(),
            hostile.pdf_with_script_in_a_stream_that_says_nothing(),
            hostile.pdf_that_starts_a_program(),
        ],
    )
    def test_that_does_something_is_refused_wherever_that_stands(self, content: bytes) -> None:
        said = refusal("决议.pdf", content)
        assert "“决议.pdf”带有脚本或会自动执行的动作，请用“打印”另存为一份新的 PDF 再传。" in said
        assert "这里收 PDF、JPG 或 PNG，不超过 10 MB" in said

    @pytest.mark.parametrize(
        "content",
        [hostile.pdf_with_objects_packed_twice(), hostile.pdf_with_objects_behind_a_predictor()],
    )
    def test_whose_objects_cannot_be_looked_into_is_refused(self, content: bytes) -> None:
        assert "结构不合常规" in refusal("a.pdf", content)

    def test_with_an_attachment_is_refused(self) -> None:
        assert "夹带附件或多媒体" in refusal("a.pdf", hostile.pdf_with_an_attachment())

    def test_that_is_a_form_of_another_kind_is_refused(self) -> None:
        assert "动态表单" in refusal("a.pdf", hostile.pdf_with_a_form_of_another_kind())

    def test_with_a_password_is_refused_because_nobody_could_read_it(self) -> None:
        assert "请去掉保护后再传" in refusal("a.pdf", hostile.pdf_with_a_password())

    @pytest.mark.parametrize(
        "content",
        [
            hostile.pdf_with_an_archive_behind(),
            hostile.pdf_in_the_comment_of_an_archive(),
            hostile.pdf_with_a_page_behind(),
            hostile.pdf_that_browsers_take_for_a_page(),
        ],
    )
    def test_that_is_something_else_as_well_is_refused(self, content: bytes) -> None:
        assert "里还藏着别的内容" in refusal("a.pdf", content)

    def test_behind_something_else_is_that_something_else(self) -> None:
        assert "是可执行程序" in refusal("a.pdf", hostile.pdf_behind_a_program())

    def test_that_swells_is_refused_before_it_is_unpacked_whole(self) -> None:
        content = hostile.pdf_that_swells()
        assert len(content) < 100_000
        assert "解压后过大" in refusal("a.pdf", content)

    @pytest.mark.parametrize("content", [pdf()[:200], b"%PDF-1.7\n%%EOF\n"])
    def test_of_which_a_part_is_missing_is_refused(self, content: bytes) -> None:
        assert "不完整或已损坏" in refusal("a.pdf", content)

    @pytest.mark.parametrize(
        "content",
        [
            pdf(),
            pdf() + b"\r\n \x00\x00",
            hostile.packed(b"<< /Type /Font >>"),
            hostile.many_packed(b"<< /Type /Font >>"),
            pdf(b"<< /OpenAction [3 0 R /Fit] /URI (https://example.com) >>"),
            pdf(b"<< /AcroForm << /SigFlags 3 >> /Type /Sig >>"),
            pdf(b"<< /Length 30 >>\nstream\n(/JavaScriptExample) Tj\nendstream"),
        ],
    )
    def test_to_read_is_taken_as_it_is(self, content: bytes, lin: User) -> None:
        assert kept("a.pdf", content, lin) == content


class TestPictures:
    def opened(self, content: bytes) -> Image.Image:
        image = Image.open(io.BytesIO(content))
        image.load()
        return image

    @pytest.mark.parametrize(("name", "form"), [("a.jpg", "JPEG"), ("a.png", "PNG")])
    def test_lose_where_and_by_whom_they_were_taken(self, name: str, form: str, lin: User) -> None:
        came = hostile.located(form)
        assert hostile.WHERE.encode() in came
        assert dict(self.opened(came).getexif().get_ifd(0x8825))
        again = kept(name, came, lin)
        assert hostile.WHERE.encode() not in again
        assert b"Exif" not in again
        assert not self.opened(again).getexif()

    @pytest.mark.parametrize(("name", "form"), [("a.jpg", "JPEG"), ("a.png", "PNG")])
    def test_lose_their_profile(self, name: str, form: str, lin: User) -> None:
        came = hostile.with_a_profile(form)
        assert "icc_profile" in self.opened(came).info
        assert "icc_profile" not in self.opened(kept(name, came, lin)).info

    def test_lose_texts_that_nobody_sees(self, lin: User) -> None:
        assert b"hidden-text" in hostile.with_texts()
        again = kept("a.png", hostile.with_texts(), lin)
        assert b"hidden-text" not in again
        assert self.opened(again).info == {}

    @pytest.mark.parametrize(("name", "form"), [("a.jpg", "JPEG"), ("a.png", "PNG")])
    def test_that_are_an_archive_as_well_are_a_picture_only(
        self, name: str, form: str, lin: User
    ) -> None:
        came = hostile.picture_and_archive(form)
        assert zipfile.is_zipfile(io.BytesIO(came))
        again = kept(name, came, lin)
        assert not zipfile.is_zipfile(io.BytesIO(again))
        assert self.opened(again).size == (40, 30)

    def test_that_are_a_page_as_well_are_a_picture_only(self, lin: User) -> None:
        assert b"<script>" in hostile.picture_and_page()
        assert b"<script>" not in kept("a.jpg", hostile.picture_and_page(), lin)

    def test_stand_upright_afterwards(self, lin: User) -> None:
        upright = self.opened(kept("a.jpg", hostile.turned(), lin)).convert("RGB")
        assert upright.size == (30, 40)
        red, white = upright.getpixel((27, 3)), upright.getpixel((3, 3))
        assert red[1] < 60
        assert white[1] > 200

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.png", hostile.thirty_thousand_square()),
            ("a.png", hostile.thirty_thousand_square(10_000, 10_000)),
            ("a.jpg", hostile.sixty_thousand_square()),
        ],
    )
    def test_with_too_many_pixels_are_refused_by_what_they_state(
        self, name: str, content: bytes
    ) -> None:
        assert len(content) < 10_000
        assert "像素太多（超过 5,000 万）" in refusal(name, content)

    def test_that_move_are_refused(self) -> None:
        assert "是会动的图片" in refusal("a.png", hostile.moving())

    def test_of_several_in_one_the_first_is_kept(self, lin: User) -> None:
        again = self.opened(kept("a.jpg", hostile.several_in_one(), lin))
        assert (again.format, getattr(again, "n_frames", 1)) == ("JPEG", 1)
        assert again.getpixel((8, 4))[0] > 200

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.png", picture("PNG")[:-30]),
            ("a.jpg", picture("JPEG")[:-200]),
            ("a.jpg", b"\xff\xd8\xff\xe0..."),
            ("a.png", b"\x89PNG\r\n\x1a\n..."),
        ],
    )
    @pytest.mark.parametrize("filled_up", [True, False])
    def test_that_are_damaged_are_refused(
        self, name: str, content: bytes, filled_up: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also once something in the process has told the library to fill up what is missing."""
        monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", filled_up)
        assert "打不开，可能不完整或已损坏" in refusal(name, content)

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_of_every_kind_look_as_before(self, mode: str, lin: User) -> None:
        seen = Image.linear_gradient("L")
        came, out = seen.convert("RGB" if mode == "I;16" else mode), io.BytesIO()
        if mode == "I;16":
            wide = b"".join(bytes([0, value]) for value in seen.tobytes())
            came = Image.frombytes("I;16", seen.size, wide)
        came.save(out, "PNG")
        again = self.opened(kept("a.png", out.getvalue(), lin)).convert("L")
        shown = (came.convert("RGB") if mode != "I;16" else seen).convert("L")
        pairs = zip(again.tobytes(), shown.tobytes(), strict=True)
        assert max(abs(one - other) for one, other in pairs) <= 1

    def test_for_print_become_pictures_for_the_screen(self, lin: User) -> None:
        out = io.BytesIO()
        Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(out, "JPEG")
        again = self.opened(kept("a.jpg", out.getvalue(), lin))
        assert again.mode == "RGB"
        assert again.getpixel((4, 4))[0] > 200


class TestWorkbooks:
    @pytest.mark.parametrize(
        "made",  # when the test runs: to press hundreds of megabytes is nothing for every worker
        [
            hostile.workbook_that_swells,
            hostile.workbook_of_many_that_swell,
            hostile.workbook_in_which_parts_share_their_bytes,
            hostile.workbook_of_too_many_parts,
        ],
    )
    def test_that_swell_are_refused(self, made: Callable[[], bytes]) -> None:
        content = made()
        assert len(content) < files.LIMIT
        assert "解压后过大" in refusal("名册.xlsx", content, SHEETS)

    @pytest.mark.parametrize(
        "parts",
        [
            {"xl/media/image1.png": hostile.archive({"a": hostile.archive({"b": b"0" * 999})})},
            {"xl/embeddings/oleObject1.bin": hostile.OLE},
            {"xl/printerSettings/printerSettings1.bin": hostile.OLE},
            {"xl/media/image1.jpeg": b"MZ\x90\x00"},
            {"customUI/customUI14.xml": b"<customUI/>"},
        ],
    )
    def test_that_hold_other_files_are_refused(self, parts: dict[str, bytes]) -> None:
        assert "里嵌有别的文件" in refusal("名册.xlsx", hostile.workbook(parts), SHEETS)

    @pytest.mark.parametrize(
        "content",
        [
            hostile.workbook({"xl/vbaProject.bin": hostile.OLE}),
            hostile.workbook({"xl/macrosheets/sheet1.xml": b"<x/>"}),
            hostile.workbook({"xl/activeX/activeX1.bin": b"x"}),
            hostile.workbook(
                types='<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
            ),
        ],
    )
    def test_with_macros_are_refused_whatever_the_ending_says(self, content: bytes) -> None:
        assert "带有宏" in refusal("名册.xlsx", content, SHEETS)

    @pytest.mark.parametrize(
        "content",
        [
            hostile.entities(),
            hostile.entities("xl/workbook.xml"),
            hostile.entities("_rels/.rels"),
            hostile.entities(encoding="utf-16"),
            hostile.reaching_out(),
        ],
    )
    def test_that_define_entities_are_refused(self, content: bytes) -> None:
        assert "不该有的 XML 定义" in refusal("名册.xlsx", content, SHEETS)

    def test_behind_which_something_hangs_are_refused(self) -> None:
        content = hostile.workbook(comment=b"<html><script>alert(1)</script></html>")
        assert "里还藏着别的内容" in refusal("名册.xlsx", content, SHEETS)

    def test_of_former_times_are_refused_with_how_to_save_them(self) -> None:
        old = hostile.OLE + "Workbook".encode("utf-16-le")
        assert "旧版 .xls 文件，请用 Excel 或 WPS 打开后另存为 .xlsx" in refusal(
            "名册.xls", old, SHEETS
        )


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "是 SVG 图片"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!DOCTYPE svg><svg/>", "是 SVG 图片"),
        ("<svg onload='x()'/>".encode("utf-16"), "是 SVG 图片"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///'>]><x/>", "是 XML 文件"),
        (b"<!DOCTYPE html><p>", "是网页文件"),
        (b"<script>alert(1)</script>", "是网页文件"),
        (b"GIF89a\x01\x00", "是 GIF 图片"),
        (b"MZ\x90\x00", "是可执行程序"),
        (b"\x7fELF\x02", "是可执行程序"),
        (b"#!/bin/sh\n", "是可执行脚本"),
        (hostile.OLE, "是旧版 Office 文件，请另存为 PDF 再传"),
        (hostile.archive({"word/document.xml": b"<w/>"}), "是 Word 文档，请另存为 PDF 再传"),
        (hostile.workbook(), "是 Excel 工作簿，请另存为 PDF 再传"),
        (hostile.archive({"OFD.xml": b"<o/>"}), "是 OFD 文件，请另存为 PDF 再传"),
        (hostile.archive({"a": b"a"}), "是压缩包，请解压后逐个上传"),
        (b"PK\x03\x04...", "是压缩包，请解压后逐个上传"),
        (b"Rar!\x1a\x07\x00", "是压缩包"),
        (b"\x00\x00\x00\x18ftypheic", "是 HEIC 照片，请在手机上另存为 JPG 再传"),
        (b"\x00\x00\x00\x18ftypisom", "是视频文件"),
        (b"RIFF\x00\x00\x00\x00WEBP", "是 WebP 图片"),
        ("甲,乙\n".encode("gb18030"), "是别的类型的文件"),
    ],
)
@pytest.mark.parametrize("name", ["执照.pdf", "执照.jpg"])
def test_what_calls_itself_a_paper_is_called_what_it_is(
    name: str, content: bytes, what: str
) -> None:
    said = refusal(name, content)
    assert f"文件“{name}”{what}" in said
    assert "这里收 PDF、JPG 或 PNG，不超过 10 MB。" in said


@pytest.mark.parametrize(
    ("name", "content", "ending"),
    [
        ("page.html", pdf(), ".pdf"),
        ("执照.png", picture("JPEG"), ".jpg"),
        ("执照.jpg", picture("PNG"), ".png"),
        ("没有结尾", pdf(), ".pdf"),
        ("执照.pdf.exe", pdf(), ".pdf"),
        ("执照\u202efdp.exe", pdf(), ".pdf"),
    ],
)
def test_an_ending_that_says_otherwise_is_refused_with_the_right_one(
    name: str, content: bytes, ending: str
) -> None:
    assert f"请把名称的结尾改为 {ending} 再传" in refusal(name, content)
