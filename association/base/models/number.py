from django.db import models


class NumberCounter(models.Model):
    """The last number given of a kind in a year. It only goes up: the database refuses the rest."""

    kind = models.SlugField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = "编号"
        verbose_name_plural = "编号"
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="number_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"
