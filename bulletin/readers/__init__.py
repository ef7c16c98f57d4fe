"""What readers get of it: pieces that appeared, in the version that was published."""

from bulletin import search
from bulletin.models import Article
from bulletin.readers import freshness


def appeared(article: Article) -> None:
    """Called in the transaction of every door after which readers would read something else: it
    appeared, was put right, or went."""
    search.index(article)
    freshness.changed()
