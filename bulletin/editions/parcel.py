"""What the secretariat takes to the WeChat account: text to paste, pictures, covers, a checklist."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from bulletin import body
from bulletin.articles import renditions
from bulletin.body import Body, Picture
from bulletin.editions import bylines, sections, wechat
from bulletin.enums import Stage, Visibility
from bulletin.models import Article, ArticlePicture, ArticleVersion, Rendition

Address = Callable[[int, str], str]
_CHECKLIST = """公众号发布清单

1. 新建图文，把 digest.txt 里的标题、作者、摘要填入对应栏。
2. 在浏览器里打开 {articles}，全选，复制，粘贴到编辑器。
3. 图片没有带过去的，按 {pictures}在原处上传。
4. 封面用 cover_900x383.jpg（头条）或 cover_383.jpg（次条）。
5. “原文链接”填：{address}
6. 发到自己的手机上预览：标题、署名、图说、数字、日期。
7. 发布后把公众号文章的网址登记到本系统。
"""


@dataclass(frozen=True, slots=True)
class Parcel:
    """``reachable``: WeChat can fetch the pictures by itself when the text is pasted."""

    article: Article
    version: ArticleVersion
    blocks: Body
    pictures: dict[str, ArticlePicture]
    parts: tuple[wechat.Part, ...]
    read_more: str
    reachable: bool

    @property
    def characters(self) -> int:
        return sum(part.characters for part in self.parts)

    @property
    def warnings(self) -> list[str]:
        return list(_warnings(self))


def version_of(article: Article) -> ArticleVersion | None:
    """What readers have, else what is approved: nothing else goes out."""
    return article.published or article.approved


def wrap(article: Article, version: ArticleVersion, *, address: Address, read_more: str) -> Parcel:
    """``address`` answers, with the host, where a picture lies in a size. Asks nothing where the
    article has its pictures at hand."""
    blocks = body.from_json(version.body)
    named = [block.key for block in blocks if isinstance(block, Picture)]
    rows = {row.key: row for row in article.pictures.all()}
    pictures = {key: rows[key] for key in dict.fromkeys(named) if key in rows}
    reachable = article.stage == Stage.PUBLISHED and article.visibility == Visibility.PUBLIC

    def place(key: str) -> str:
        return address(pictures[key].pk, "w1600") if key in pictures else ""

    parts = wechat.split(
        version.head, blocks, address=place, read_more=read_more, colour=article.column.colour
    )
    return Parcel(article, version, blocks, pictures, parts, read_more, reachable)


def _warnings(parcel: Parcel) -> list[str]:
    head, found = parcel.version.head, []
    if parcel.article.visibility == Visibility.MEMBERS:
        found.append("这篇只给会员单位看，公众号人人能看：确需发布的，请先改为公开。")
    if len(head["title"]) > wechat.TITLE:
        found.append(
            f"标题 {len(head['title'])} 字，公众号最多 {wechat.TITLE} 字，请在公众号里另拟。"
        )
    if len(bylines.short(head)) > wechat.AUTHOR:
        found.append(f"作者栏最多 {wechat.AUTHOR} 字，已截短，全称在文末。")
    if len(parcel.parts) > 1:
        found.append(f"超过 {wechat.MOST:,} 字符，建议分成 {len(parcel.parts)} 篇。")
    if any(not part.fits for part in parcel.parts):
        found.append("有一段（多为表格）本身就超过上限，请在公众号里改用图片。")
    if parcel.pictures and not parcel.reachable:
        found.append("稿件还没有公开发布，粘贴时图片带不过去，请用压缩包里的图片上传。")
    if _cover(parcel) is None:
        found.append("没有图片，封面请另选。")
    return found


def digest(parcel: Parcel) -> dict[str, str]:
    """The fields of WeChat's own form, each as long as it may be."""
    head = parcel.version.head
    summary = bylines.said_of(head, "summary") or sections.opening(parcel.blocks)
    return {
        "标题": head["title"][: wechat.TITLE],
        "作者": bylines.short(head)[: wechat.AUTHOR],
        "摘要": summary[: wechat.DIGEST],
    }


def packed(parcel: Parcel) -> bytes:
    """The archive: everything by a plain name."""
    names = {key: f"{number:02}.jpg" for number, key in enumerate(parcel.pictures, start=1)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        pages = _pages(parcel, names)
        for name, page in pages.items():
            archive.writestr(name, page)
        for key, picture in parcel.pictures.items():
            archive.writestr(names[key], _bytes(renditions.make(picture, "w1600")))
        if cover := _cover(parcel):
            archive.writestr("cover_900x383.jpg", _bytes(renditions.make(cover, "cover-wide")))
            archive.writestr("cover_383.jpg", _bytes(renditions.make(cover, "cover-square")))
        lines = "\n".join(f"{name}：{said}" for name, said in digest(parcel).items())
        archive.writestr("digest.txt", f"{lines}\n")
        told = _CHECKLIST.format(
            articles="、".join(pages), address=parcel.read_more,
            pictures=f"{min(names.values())} 起的编号" if names else "编号",
        )  # fmt: skip
        archive.writestr("checklist.txt", told)
    return out.getvalue()


def _pages(parcel: Parcel, names: dict[str, str]) -> dict[str, str]:
    title = escape(parcel.version.head["title"])
    parts = [
        wechat.paste(
            parcel.version.head, part.blocks, address=lambda key: names.get(key, ""),
            read_more=parcel.read_more, colour=parcel.article.column.colour,
        )
        for part in parcel.parts
    ]  # fmt: skip
    many = len(parts) > 1
    return {
        f"article{number if many else ''}.html": (
            f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
            f"</head><body>{part}</body></html>"
        )
        for number, part in enumerate(parts, start=1)
    }


def _cover(parcel: Parcel) -> ArticlePicture | None:
    cover = parcel.version.head.get("cover")
    chosen = parcel.article.pictures.filter(pk=cover).first() if cover else None
    return chosen or next(iter(parcel.pictures.values()), None)


def _bytes(row: Rendition) -> bytes:
    with row.file.content.open("rb") as content:
        return bytes(content.read())
