"""采用证明: what an author shows to say that a piece appeared."""

from django.db import models

from association.credentials.models import Credential
from bulletin.models.article import Article


class Adoption(models.Model):
    """One stands for an article; another one takes its place when it has appeared elsewhere too."""

    article = models.OneToOneField(Article, models.PROTECT, related_name="adoption")
    credential = models.OneToOneField(Credential, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "采用证明"
        verbose_name_plural = "采用证明"

    def __str__(self) -> str:
        return f"{self.article} {self.credential.number}"
