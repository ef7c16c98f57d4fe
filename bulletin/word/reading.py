"""From the bytes of a .docx to blocks, pictures, what stands above the text and what was lost."""

import dataclasses
import hashlib
import io
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from association.base.errors import Refused
from association.base.files import JPEG, PNG, TEXTS, judging
from bulletin import body
from bulletin.body import Block, Body, Picture
from bulletin.word import frame, losses

MOST_PICTURES = 60
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='标题'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='heading 1'] => h2:fresh
p[style-name='标题 1'] => h2:fresh
p[style-name='标题1'] => h2:fresh
p[style-name='heading 2'] => h3:fresh
p[style-name='标题 2'] => h3:fresh
p[style-name='标题2'] => h3:fresh
p[style-name='heading 3'] => h3:fresh
p[style-name='标题 3'] => h3:fresh
p[style-name='caption'] => figcaption:fresh
p[style-name='题注'] => figcaption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='引用'] => blockquote > p:fresh
"""
_TITLE = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BACK = re.compile(r"<a href=\"#[^\"]*ref[^\"]*\">↑</a>")
_NOT_KEPT = "not-kept"
_ENDINGS = {JPEG: ".jpg", PNG: ".png"}


@dataclass(frozen=True, slots=True)
class WordPicture:
    """Drawn anew, in the order of the text; ``key`` is what its block calls it."""

    key: str
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Read:
    """``title``, ``subtitle``, ``unit``, ``authors`` and ``source`` are guesses, "" where the file
    doesn't tell; what was recognised stands no more among the ``blocks``."""

    title: str
    subtitle: str
    unit: str
    authors: str
    source: str
    blocks: Body
    pictures: tuple[WordPicture, ...]
    lost: tuple[str, ...]


def read(content: bytes, *, name: str = "来稿.docx") -> Read:
    """Raises Refused with a sentence if it is no Word file that can be read."""
    judging.judge(content, name=name, accept=TEXTS, field="file")
    pictures = _Pictures()
    try:
        html = _html(content, pictures)
    except Refused:
        raise
    except Exception as error:
        # The library knows no errors of its own: whatever it stumbles over is a damaged file.
        raise Refused(
            f"文件“{name}”读不出来，可能已损坏。请用 Word 或 WPS 打开，另存为 .docx 后再传。",
            field="file",
        ) from error
    found = _TITLE.search(html)
    title = body.plain(unescape(_TAG.sub("", found[1]))) if found else ""
    blocks, lost = body.from_html(_TITLE.sub("", html, count=1))
    blocks = tuple(block for block in blocks if not _dropped(block))
    _check(blocks)
    told = frame.taken(frame.shaped(blocks), title=title)
    return Read(
        title=told.title,
        subtitle=told.subtitle,
        unit=told.unit,
        authors=told.authors,
        source=told.source,
        blocks=told.blocks,
        pictures=tuple(pictures.kept.values()),
        lost=tuple(dict.fromkeys([*losses.of(content), *pictures.lost, *lost])),
    )


def _check(blocks: Body) -> None:
    """A file may hold more than a body may."""
    try:
        body.from_json(body.to_json(blocks))
    except body.Malformed as error:
        raise Refused(str(error), field="file") from error


def _html(content: bytes, pictures: "_Pictures") -> str:
    """As the library writes it, whose own messages are about styles: those are left out on purpose."""
    import mammoth

    made = mammoth.convert_to_html(
        io.BytesIO(content),
        style_map=_STYLES,
        ignore_empty_paragraphs=True,
        convert_image=mammoth.images.img_element(pictures.take),
    )
    return _BACK.sub("", made.value)


def _dropped(block: Block) -> bool:
    return isinstance(block, Picture) and block.key == _NOT_KEPT


class _Pictures:
    """Taken out one after the other; the same picture twice is kept once."""

    def __init__(self) -> None:
        self.kept: dict[str, WordPicture] = {}
        self.lost: list[str] = []

    def take(self, image: Any) -> dict[str, str]:
        with image.open() as file:
            content: bytes = file.read()
        return {"src": f"picture:{self._key(content)}"}

    def _key(self, content: bytes) -> str:
        key = f"w-{hashlib.sha256(content).hexdigest()[:16]}"
        if key in self.kept:
            return key
        if len(self.kept) >= MOST_PICTURES:
            self.lost.append(losses.TOO_MANY.format(MOST_PICTURES))
            return _NOT_KEPT
        if (found := self._picture(content, key)) is None:
            return _NOT_KEPT
        self.kept[key] = found
        return key

    def _picture(self, content: bytes, key: str) -> WordPicture | None:
        number = len(self.kept) + 1
        kind = losses.drawing(content)
        media_type = {"jpeg": JPEG, "png": PNG}.get(kind)
        if media_type is None:
            self.lost.append(losses.unkept(kind))
            return None
        name = f"图{number}{_ENDINGS[media_type]}"
        try:
            judged = judging.judge(content, name=name, accept=(JPEG, PNG), field="file")
            drawn = judging.redrawn(judged)
        except Refused:
            self.lost.append(losses.UNREADABLE)
            return None
        return WordPicture(key, name, media_type, drawn.content)


def renamed(blocks: Body, keys: dict[str, str]) -> Body:
    """The same blocks, with the pictures called as their owner calls them."""
    return tuple(
        dataclasses.replace(block, key=keys[block.key])
        if isinstance(block, Picture) and block.key in keys
        else block
        for block in blocks
    )
