"""Whether a document would come out with ink on it."""

from io import BytesIO

from django.conf import settings
from fontTools.ttLib import TTFont, TTLibError

from association.base import pdf
from association.portal.doctor.finding import Check, Finding, fail, ok

_INSTALL = "请安装 libpango-1.0-0、libpangoft2-1.0-0 和 libharfbuzz-subset0（Debian 的包名）。"


def pango() -> Finding:
    try:
        from weasyprint import VERSION
        from weasyprint.text.ffi import pango as library
    except OSError as error:
        return fail(f"WeasyPrint 用不了：{error}。{_INSTALL}")
    number = library.pango_version()
    return ok(f"WeasyPrint {VERSION}，Pango {number // 10000}.{number // 100 % 100}。")


def faces() -> Finding:
    try:
        found = pdf.faces()
    except pdf.FacesMissingError as error:
        return fail(f"中文字体不全：{error}")
    wanted = {ord(character) for character in settings.ASSOCIATION_NAME}
    for path in found.values():
        try:
            with TTFont(path) as face:
                lacking = wanted - set(face.getBestCmap())
        except (OSError, TTLibError) as error:
            return fail(f"字体 {path} 读不出来：{error}。请删掉它，再运行一次 make run。")
        if lacking:
            return fail(f"字体 {path} 缺字“{chr(min(lacking))}”。请删掉它，再运行一次 make run。")
    return ok(f"两种字重的中文字体在 {next(iter(found.values())).parent}。")


def ink() -> Finding:
    """Prints the association's name, and looks for its outlines in the font of the page."""
    words = settings.ASSOCIATION_NAME
    drawn = _drawn(pdf.render("portal/specimen.html", {"words": words}))
    with TTFont(pdf.faces()[400]) as face:
        glyphs = face.getBestCmap()
    blank = [character for character in words if glyphs.get(ord(character)) not in drawn]
    if blank:
        return fail(f"试印“{words}”，“{blank[0]}”没有笔画。{_INSTALL}并检查 FONTS_DIR。")
    return ok(f"试印“{words}”，字都有笔画。")


def _drawn(document: bytes) -> set[str]:
    """Names of the glyphs that have contours in the fonts of the document's first page."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    page = PdfFileReader(BytesIO(document)).root["/Pages"]["/Kids"][0]
    drawn: set[str] = set()
    for font in page["/Resources"]["/Font"].values():
        described = font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]
        with TTFont(BytesIO(described["/FontFile2"].data)) as face:
            outlines = face["glyf"]
            drawn |= {name for name in face.getGlyphOrder() if outlines[name].numberOfContours}
    return drawn


CHECKS: dict[str, Check] = {"Pango": pango, "字体": faces, "试印": ink}
