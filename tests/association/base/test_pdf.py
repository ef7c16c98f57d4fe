"""A document has ink, text, structure, and reads nothing from outside."""

import base64
import ctypes
import http.server
import logging
import os
import shutil
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from django.template import engines

from association.base import pdf

WORDS = "北京市安全生产联合会"
PAGE = """<!doctype html><html lang="zh-CN"><head><title>缴费通知单</title></head><body>
<header class="heading"><p class="issuer">北京市安全生产联合会</p><h1>缴费通知单</h1>
<p class="number">编号 2020-0001</p></header>
<table class="table"><thead><tr><th>项目</th><th class="amount">金额（元）</th></tr></thead>
<tbody><tr><td>2020年度会费</td><td class="amount">10,000.00</td></tr></tbody></table>
<p class="words">人民币（大写）壹万贰仟叁佰肆拾伍元陆角柒分 喆堃镕䶮 ①㎡￥</p>{% block more %}{% endblock %}
<footer class="sign"><p>社会工作部</p></footer></body></html>"""


@pytest.fixture
def templates(tmp_path: Path, settings: object) -> Path:
    """A folder of templates of this test's own."""
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "notice.html").write_text(PAGE, encoding="utf-8")
    configuration = [dict(entry) for entry in settings.TEMPLATES]  # type: ignore[attr-defined]
    configuration[0]["DIRS"] = [folder]
    settings.TEMPLATES = configuration  # type: ignore[attr-defined]
    engines.__dict__.pop("templates", None)
    return folder


def printed(templates: Path, more: str) -> bytes:
    """The notice with something more in it."""
    extended = "{% extends 'notice.html' %}{% block more %}" + more + "{% endblock %}"
    name = f"{uuid.uuid4()}.html"  # Django keeps a template that it has once read
    (templates / name).write_text(extended, encoding="utf-8")
    return pdf.render(name, {})


@pytest.fixture
def notice(templates: Path, tmp_path: Path) -> Path:
    path = tmp_path / "notice.pdf"
    path.write_bytes(pdf.render("notice.html", {}))
    return path


def dark_share(pixels: bytes) -> float:
    """The share of grey bytes that are ink."""
    return sum(value < 128 for value in pixels) / len(pixels)


def grey_of_pgm(pgm: bytes) -> bytes:
    return pgm.split(b"\n255\n", 1)[1]


def test_pdfium_finds_ink_and_text(notice: Path) -> None:
    document = pypdfium2.PdfDocument(notice)
    page = document[0]
    bitmap = page.render(scale=1, grayscale=True)
    pixels = ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height)
    text = page.get_textpage().get_text_range()
    assert 0.002 < dark_share(pixels) < 0.2
    assert WORDS in text
    assert "壹万贰仟叁佰肆拾伍元陆角柒分 喆堃镕䶮 ①㎡￥" in text
    assert "10,000.00" in text
    assert "第 1 页，共 1 页" in text


def test_only_the_two_faces_are_embedded(notice: Path) -> None:
    document = pypdfium2.PdfDocument(notice)
    names = {
        obj.get_font().get_base_name().split("+")[-1]
        for obj in document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT])
    }
    assert names == {"Portal-Sans", "Portal-Sans-Bold"}


def test_the_document_has_title_language_and_tags(notice: Path) -> None:
    document = pypdfium2.PdfDocument(notice)
    language = (ctypes.c_ushort * 32)()
    size = pypdfium2.raw.FPDFCatalog_GetLanguage(document, language, 64)
    assert document.get_metadata_dict()["Title"] == "缴费通知单"
    assert document.is_tagged()
    assert bytes(language)[: size - 2].decode("utf-16-le") == "zh-CN"


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler is missing: apt-get install poppler-utils"
)
def test_poppler_finds_ink_and_text(notice: Path) -> None:
    text = subprocess.check_output(["pdftotext", notice, "-"], text=True)
    pgm = subprocess.check_output(["pdftoppm", "-gray", "-r", "72", notice])
    assert WORDS in text
    assert "喆堃镕䶮" in text
    assert 0.002 < dark_share(grey_of_pgm(pgm)) < 0.2


@pytest.mark.skipif(
    shutil.which("mutool") is None, reason="MuPDF is missing: apt-get install mupdf-tools"
)
def test_mupdf_finds_ink_and_text(notice: Path) -> None:
    draw = ["mutool", "draw", "-q", "-o", "-"]
    text = subprocess.check_output([*draw, "-F", "txt", notice], text=True)
    pgm = subprocess.check_output([*draw, "-F", "pgm", "-r", "72", notice])
    assert WORDS in text
    assert "喆堃镕䶮" in text
    assert 0.002 < dark_share(grey_of_pgm(pgm)) < 0.2


class Listener(http.server.BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def address() -> Iterator[str]:
    """A server on this machine that notes whatever is asked of it."""
    Listener.asked.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_document_calls_no_address(templates: Path, address: str) -> None:
    printed(
        templates,
        f'<img src="{address}/img.png"><link rel="stylesheet" href="{address}/a.css">'
        f'<style>@import url("{address}/b.css"); body {{ background: url({address}/c.png) }}'
        f"@font-face {{ font-family: F; src: url({address}/f.ttf) }}</style>"
        f'<link rel="attachment" href="{address}/attached"><object data="{address}/o"></object>'
        f'<svg><image href="{address}/svg.png"/><use href="{address}/use.svg#a"/></svg>',
    )
    assert Listener.asked == []


def test_a_document_reads_no_file_of_the_server(
    templates: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    logging.getLogger("weasyprint").propagate = True
    with caplog.at_level(logging.ERROR, logger="weasyprint"):
        content = printed(
            templates,
            f'<link rel="attachment" href="{secret.as_uri()}"><img src="{secret.as_uri()}">',
        )
    assert "机密".encode() not in content
    assert b"/EmbeddedFile" not in content
    assert secret.name in caplog.text


def test_only_faces_and_the_print_style_sheet_may_be_read() -> None:
    face = pdf.faces()[400]
    assert pdf.local_path(face.as_uri()) == face
    assert pdf.local_path(pdf.STYLE_SHEET.as_uri()) == pdf.STYLE_SHEET
    around = f"{face.parent.as_uri()}/../fonts/../../../../../../etc/passwd"
    for url in ("file:///etc/passwd", around, f"file://elsewhere{face}", "http://127.0.0.1/", ""):
        with pytest.raises(ValueError, match="may not read"):
            pdf.local_path(url)


def test_a_picture_within_the_page_is_drawn(templates: Path) -> None:
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90'><rect width='90' height='90'/></svg>"
    data = base64.b64encode(svg.encode()).decode()
    with_picture = pypdfium2.PdfDocument(
        printed(templates, f'<img alt="" src="data:image/svg+xml;base64,{data}">')
    )
    without = pypdfium2.PdfDocument(printed(templates, ""))

    def ink(document: pypdfium2.PdfDocument) -> float:
        bitmap = document[0].render(scale=1, grayscale=True)
        return dark_share(ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height))

    assert ink(with_picture) > ink(without) + 0.005


@pytest.mark.parametrize("lacking", ['lang="zh-CN"', "缴费通知单</title>"])
def test_a_page_without_language_or_title_is_refused(templates: Path, lacking: str) -> None:
    mended = "</title>" if "title" in lacking else ""
    (templates / "bare.html").write_text(PAGE.replace(lacking, mended), encoding="utf-8")
    with pytest.raises(ValueError, match=r"bare\.html needs"):
        pdf.render("bare.html", {})


def test_missing_faces_name_the_line_that_makes_them(tmp_path: Path, settings: object) -> None:
    settings.FONTS_DIR = str(tmp_path)  # type: ignore[attr-defined]
    with pytest.raises(pdf.FacesMissingError, match=r"launch/fonts\.py"):
        pdf.faces()


DRAWING = """
import os, sys, time, django
django.setup()
from association.base import pdf
pdf.lay_out("<html lang=zh><title>1</title>一</html>", styles="")
print("drawn", flush=True)
time.sleep(600 if sys.argv[1:] else 0)
"""


def test_the_copies_of_the_faces_go_with_the_process_and_with_a_killed_one_by_the_next(
    tmp_path: Path,
) -> None:
    """The library's own folder, 22 MB, would stay behind a process that is killed."""
    ours = {"TMPDIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "association.settings"}
    draw: list[str] = [sys.executable, "-c", DRAWING]
    with subprocess.Popen(
        [*draw, "wait"], env=os.environ | ours, stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout
        assert killed.stdout.readline() == "drawn\n"
        [room] = tmp_path.iterdir()
        copies = [path.stat().st_size for path in room.iterdir() if path.suffix != ".lock"]
        rare = pdf.rare_face()
        assert rare
        assert sorted(copies) == sorted(
            path.stat().st_size for path in (*pdf.faces().values(), rare)
        )
        killed.kill()
    assert room.exists()
    subprocess.run(draw, env=os.environ | ours, check=True, stdout=subprocess.DEVNULL)
    assert list(tmp_path.iterdir()) == []
