"""All editions of an issue at once, as files in a folder: for a script, or to look at them."""

from pathlib import Path
from typing import Any

from django.conf import settings

from association.base.errors import Refused
from bulletin import body
from bulletin.editions import mail, making, sections, wechat
from bulletin.editions.contents import Contents, contents
from bulletin.enums import EditionKind
from bulletin.models import Issue

TOLD = ("toc_mismatches", "bookmarks", "figures_without_alt")
ALSO = ("figures", "seconds", "megabytes", "bytes", "layouts", "fill")


def build(issue: Issue, folder: Path) -> dict[str, Any]:
    """What was made and measured. Of an issue that isn't locked it is a proof copy. Raises Refused:
    nothing to print, the layout never ends."""
    told = contents(issue)
    if not told["columns"]:
        raise Refused("本期还没有稿件，没有可印的内容。")
    folder.mkdir(parents=True, exist_ok=True)
    made = making.make(told, EditionKind.SCREEN)
    making.note_pages(issue, made.items)
    path = folder / f"{issue.code}.pdf"
    path.write_bytes(made.content)
    return {
        "pages": made.facts["pages"],
        "pdf": str(path),
        **{name: made.facts[name] for name in TOLD},
        "email_bytes": _mailed(issue, folder),
        "wechat": _pasted(told, folder / "wechat"),
        **{name: made.facts[name] for name in ALSO},
    }


def _mailed(issue: Issue, folder: Path) -> int:
    site = settings.PUBLIC_URL.rstrip("/")
    html, text = mail.letter(
        issue, sections.of(issue), address=lambda pk: f"{site}/bulletin/articles/{pk}/",
        unsubscribe="{unsubscribe}", read_more=f"{site}/bulletin/issues/{issue.code}/",
    )  # fmt: skip
    (folder / f"{issue.code}.html").write_text(html, encoding="utf-8")
    (folder / f"{issue.code}.txt").write_text(text, encoding="utf-8")
    return len(html.encode())


def _pasted(told: Contents, folder: Path) -> list[dict[str, Any]]:
    """Each message as WeChat counts it; a piece that is too long for one is several."""
    folder.mkdir(exist_ok=True)
    found: list[dict[str, Any]] = []
    for column in told["columns"]:
        for item in column["items"]:
            blocks = body.from_json(item["body"])
            parts = wechat.split(
                item["head"], blocks, address=lambda key: f"{key}.jpg", colour=column["colour"]
            )
            for at, part in enumerate(parts, start=1):
                title = item["head"]["title"] + (f"（{at}/{len(parts)}）" if len(parts) > 1 else "")
                found.append({"title": title, "characters": part.characters})
                (folder / f"{len(found):02d}.html").write_text(part.html, encoding="utf-8")
    return found
