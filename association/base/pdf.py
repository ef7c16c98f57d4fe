"""Documents on paper: an HTML template, printed by WeasyPrint with the faces of the portal.

Nothing is fetched while a document is drawn, except the faces, the print style sheet and what the
page itself carries as ``data:`` addresses: a document never depends on the network, and a text in
it can never make the server read a file or call an address.
"""

import sys
import threading
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from association.launch import rooms

FAMILY = "Portal Sans"
RARE = "Portal Rare"
"""For characters of names that the two cut faces lack: the whole of Noto Sans SC as its wheel has
it, 31,000 characters. It is looked into only where one of them stands; such a page takes a second."""
FACES = {400: "NotoSansSC-Regular.ttf", 700: "NotoSansSC-Bold.ttf"}
STYLE_SHEET = Path(settings.BASE_DIR) / "static" / "css" / "print.css"

# Pango's font maps are not made for two threads; a page takes some 20 ms, so waiting is cheap.
_one_at_a_time = threading.Lock()


class FacesMissingError(RuntimeError):
    """The set-up that cuts the Chinese faces was never run for this environment."""


PICTURE = "picture:"
"""How a page names one of the pictures that it was given: ``<img src="picture:photo">``."""


def render(
    template: str, context: dict[str, Any], *, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The template as a tagged PDF; ``pictures`` are those that it names by ``PICTURE``.

    A photo as a ``data:`` address is read letter by letter; so named it costs nothing to read.

    Raises ValueError if the page lacks ``<html lang>`` or ``<title>``: a reader's software needs
    both. Raises FacesMissingError where the faces were never cut.
    """
    from weasyprint import HTML  # 1.5 s to import: only who prints pays for it

    text = render_to_string(template, context)
    with _one_at_a_time:
        faces, fonts = _faces()
        page = _page(HTML, text, template, pictures)
        document: bytes = page.write_pdf(
            stylesheets=[faces, _sheet()], font_config=fonts, pdf_tags=True
        )
    return document


def lay_out(
    text: str,
    *,
    styles: str,
    pictures: Mapping[str, bytes] | None = None,
    folder: Path | None = None,
) -> Any:
    """A page of its own look, laid out and not yet written: the library's ``Document``, which tells
    on which page an anchor came to stand. ``styles`` stand alone: the print style sheet isn't read.
    In ``folder`` lie the pictures while they aren't written: else all of them are held in memory.

    Raises as ``render``.
    """
    from weasyprint import CSS, HTML

    with _one_at_a_time:
        faces, fonts = _faces()
        page = _page(HTML, text, "The page", pictures)
        own = CSS(string=styles, font_config=fonts, url_fetcher=_fetcher())
        return page.render(stylesheets=[faces, own], font_config=fonts, cache=folder)


def _page(kind: Any, text: str, name: str, pictures: Mapping[str, bytes] | None) -> Any:
    _fetcher().pictures = pictures or {}
    page = kind(string=text, url_fetcher=_fetcher())
    root = page.etree_element
    if not root.get("lang") or not (root.findtext("head/title") or "").strip():
        raise ValueError(f"{name} needs <html lang> and a <title>.")
    return page


def faces() -> dict[int, Path]:
    """The static face of each weight. Raises FacesMissingError."""
    folder = Path(settings.FONTS_DIR or Path(sys.prefix) / "share" / "association" / "fonts")
    paths = {weight: folder.resolve() / name for weight, name in FACES.items()}
    if not all(path.is_file() for path in paths.values()):
        raise FacesMissingError(
            f"The Chinese faces are missing in {folder}: run `make run` once, or "
            "`.venv/bin/python association/launch/fonts.py`."
        )
    return paths


def rare_face() -> Path | None:
    """The variable file that the faces are cut from, in the wheel it came in."""
    spec = find_spec("justmytype_intl_cjk")
    places = (spec and spec.submodule_search_locations) or []
    found = (Path(place) / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf" for place in places)
    return next((path.resolve() for path in found if path.is_file()), None)


def local_path(url: str) -> Path:
    """The file behind a ``file:`` address. Raises ValueError unless documents may read it."""
    parts = urlsplit(url)
    path = Path(unquote(parts.path)).resolve()
    allowed = {STYLE_SHEET.resolve(), *faces().values(), rare_face()}
    if parts.scheme != "file" or parts.netloc or path not in allowed:
        raise ValueError(f"A document may not read {url[:200]}")
    return path


@cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]  # untyped
        pictures: Mapping[str, bytes] = {}  # of the one page that is being drawn

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url.startswith(PICTURE):
                return URLFetcherResponse(url, self.pictures[url.removeprefix(PICTURE)])
            if urlsplit(url).scheme.lower() == "data":
                return super().fetch(url, headers)
            path = local_path(url)
            kind = "text/css" if path.suffix == ".css" else "font/ttf"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return Fetcher(allowed_protocols={"data", "file"}, allow_redirects=False)


@cache
def _faces() -> tuple[Any, Any]:
    """Read once per process."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    class Fonts(FontConfiguration):  # type: ignore[misc]  # untyped
        """Its copies of the faces, 22 MB, lie in a room: a folder of the library's own would stay
        for ever behind a process that is killed, or that ends without ``atexit``, as Celery's do."""

        def __init__(self) -> None:
            super().__init__()
            self.room = rooms.Room(rooms.FACES)
            self._folder = self.room.folder

        def __del__(self) -> None:
            self.room.leave()

    fonts = Fonts()
    every = [(FAMILY, weight, path) for weight, path in faces().items()]
    if rare := rare_face():
        every.append((RARE, 400, rare))
    rules = "".join(
        f"@font-face {{ font-family: '{family}'; font-weight: {weight};"
        f" src: url('{path.as_uri()}') format('truetype') }}"
        for family, weight, path in every
    )
    return CSS(string=rules, font_config=fonts, url_fetcher=_fetcher()), fonts


@cache
def _sheet() -> Any:
    from weasyprint import CSS

    return CSS(filename=STYLE_SHEET, font_config=_faces()[1], url_fetcher=_fetcher())
