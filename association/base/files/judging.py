"""Whether a file is what may be handed in here. One judgement for every way in."""

from collections.abc import Callable
from dataclasses import dataclass

from association.base.errors import Refused
from association.base.files import images, kinds, names, pdfs, rules, texts
from association.base.files.rules import DOCX, JPEG, PDF, PNG, XLSX, Unfit
from association.base.sheets.container import SheetError
from association.base.sheets.container import contents as workbook


@dataclass(frozen=True, slots=True)
class Judged:
    name: str
    media_type: str
    content: bytes


_INSPECTIONS: dict[str, Callable[[bytes], object]] = {
    PDF: pdfs.inspect,
    JPEG: lambda content: images.inspect(content, JPEG),
    PNG: lambda content: images.inspect(content, PNG),
    XLSX: workbook,
    DOCX: texts.inspect,
}


def judge(content: bytes, *, name: str, accept: tuple[str, ...], field: str) -> Judged:
    """The file under a clean name, its content as it came. Raises Refused with what it is."""
    shown = names.clean(name)
    try:
        media_type = _media_type(content, shown, accept)
        _INSPECTIONS[media_type](content)
    except SheetError as error:
        raise Refused(f"{error}。", field=field) from error
    except Unfit as error:
        raise Refused(
            f"文件“{shown}”{error}。这里收 {rules.rule(accept)}。", field=field
        ) from error
    return Judged(shown, media_type, content)


def redrawn(judged: Judged) -> Judged:
    """What is kept of it: of a picture the pixels, of anything else the bytes."""
    if judged.media_type not in {JPEG, PNG}:
        return judged
    return Judged(judged.name, judged.media_type, images.redrawn(judged.content, judged.media_type))


def _media_type(content: bytes, name: str, accept: tuple[str, ...]) -> str:
    """The type told by the content; the name's ending has to agree with it."""
    media_type = kinds.told_by(content)
    if media_type not in accept and accept == rules.SHEETS:
        workbook(content)
    if accept == rules.TEXTS:  # its own words come first: a .docm is no matter of its ending
        texts.inspect(content)
    if media_type is None or media_type not in accept:
        raise Unfit(f"是{_spaced(kinds.described(content))}，这里不收")
    if rules.ending(name) not in rules.SUFFIXES[media_type]:
        ending = rules.SUFFIXES[media_type][0]
        raise Unfit(f"的内容是{_spaced(rules.WORDS[media_type])}，请把名称的结尾改为 {ending} 再传")
    return media_type


def _spaced(words: str) -> str:
    """Latin letters stand off from Chinese ones."""
    return f" {words}" if words[0].isascii() else words
