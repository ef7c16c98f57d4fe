"""One piece as its page shows it: everything that the page asks the database, in five questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bulletin import body
from bulletin.articles import renditions
from bulletin.body import Picture
from bulletin.editions import bylines, sections, web
from bulletin.enums import Origin
from bulletin.models import Article, ArticlePicture, ArticleVersion
from bulletin.readers import shelf
from bulletin.readers.shelf import Around, Place

Address = Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class Shown:
    article: Article
    version: ArticleVersion
    html: str
    signed: list[tuple[str, str]]
    origin: str
    source: str
    summary: str
    corrections: Sequence[ArticleVersion]
    place: Place | None
    around: Around
    image: web.Source | None

    @property
    def head(self) -> dict[str, Any]:
        return dict(self.version.head)


def shown(article: Article, *, address: Address) -> Shown:
    """``article`` stands, with ``published`` and ``column`` at hand; ``address`` answers where a
    picture lies in a size."""
    version = article.published
    assert version is not None, "the database wants it"
    blocks = body.from_json(version.body)
    pictures = sources(article, version, blocks, address=address)
    head = version.head
    return Shown(
        article=article,
        version=version,
        html=web.page(blocks, pictures=pictures),
        signed=bylines.signed(head),
        origin=Origin(head["origin"]).label,
        source=bylines.source(head),
        summary=bylines.said_of(head, "summary") or sections.opening(blocks),
        corrections=shelf.corrections(article),
        place=shelf.place(article),
        around=shelf.around(article),
        image=_image(head, pictures),
    )


def sources(
    article: Article, version: ArticleVersion, blocks: body.Body, *, address: Address
) -> dict[str, list[web.Source]]:
    """By key, of those that this version shows; asks nothing where it shows none."""
    wanted = keys(version, blocks)
    if not wanted:
        return {}
    return {
        picture.key: [
            web.Source(address(picture.pk, each.use), each.width, each.height)
            for each in renditions.sizes(picture)
        ]
        for picture in ArticlePicture.objects.filter(article=article)
        if picture.key in wanted
    }


def keys(version: ArticleVersion, blocks: body.Body) -> set[str]:
    """What its pictures are called, and its cover: these readers may see, and no others."""
    found = {block.key for block in blocks if isinstance(block, Picture)}
    cover = version.head.get("cover")
    return found | ({f"picture-{cover}"} if cover else set())


def _image(head: dict[str, Any], pictures: dict[str, list[web.Source]]) -> web.Source | None:
    """What stands for the piece where it is shared: its cover, else its first picture."""
    offered = pictures.get(f"picture-{head.get('cover')}") or next(iter(pictures.values()), [])
    return offered[-1] if offered else None
