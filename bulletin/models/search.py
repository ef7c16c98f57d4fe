"""What is looked through: the words of every piece that stands, with where they are."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from bulletin.models.article import Article
from bulletin.models.column import Column


class ArticleIndex(models.Model):
    """Made of the published version, again whenever that changes; of nothing that is no longer to
    be read there is a row. ``words`` holds each with the place of its first character, so that a
    phrase is found however it was cut: those of the title weigh A, of what stands round it B. Those
    of the title lie by themselves as well: how many titles have a word is no matter of its text.
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="searched"
    )
    column = models.ForeignKey(Column, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    for_members = models.BooleanField(default=False)
    title = models.CharField(max_length=80)
    text = models.TextField()
    words = SearchVectorField()
    title_words = SearchVectorField()

    class Meta:
        verbose_name = "检索"
        verbose_name_plural = "检索"
        indexes = [
            GinIndex(fields=["words"], name="article_by_word", fastupdate=False),
            GinIndex(fields=["title_words"], name="article_by_title_word", fastupdate=False),
            models.Index(fields=["-published_at", "-article"], name="article_searched_latest"),
        ]

    def __str__(self) -> str:
        return self.title
