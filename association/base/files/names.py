"""The name under which a file is shown and handed out: text, never a path, never a trick."""

import re
import unicodedata
from urllib.parse import quote

LONGEST = 255
"""In bytes of UTF-8: what file systems take. A Chinese character is three."""
_LONGEST_ENDING = 20

_RESERVED = re.compile(r'[<>:"|?*]')
_BLANKS = re.compile(r"\s+")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
# Controls; format characters, among them those that turn the direction of writing, by which
# "gpj.exe" reads as "exe.jpg"; halves of pairs; private use; separators of lines and paragraphs.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean(name: str) -> str:
    """The name as it may be kept and shown: one line, read as it stands, at most LONGEST bytes."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(
        " " if one in "\t\n\r\u2028\u2029" else one
        for one in unicodedata.normalize("NFC", last)
        if one in "\t\n\r" or unicodedata.category(one) not in _UNSEEN
    )
    tidy = _RESERVED.sub("_", _BLANKS.sub(" ", seen)).lstrip(". ").rstrip(". ")
    stem, dot, ending = tidy.rpartition(".")
    if not dot:
        stem, ending = tidy, ""
    if _DEVICES.match(tidy):
        stem = f"_{stem}"
    return _cut(stem or "文件", f"{dot}{ending}")


def _cut(stem: str, ending: str) -> str:
    if len(ending.encode()) > _LONGEST_ENDING:
        stem, ending = stem + ending, ""
    room = LONGEST - len(ending.encode())
    return stem.encode()[:room].decode(errors="ignore").rstrip(". ") + ending


def disposition(name: str) -> str:
    """The header of a download (RFC 6266): the name itself, and a plain one for old programs."""
    name = clean(name)
    plain = "".join(one if one.isascii() else "_" for one in name)
    if not any(one.isalnum() for one in plain.rpartition(".")[0]):
        plain = "file" + (f".{plain.rpartition('.')[2]}" if "." in plain else "")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
