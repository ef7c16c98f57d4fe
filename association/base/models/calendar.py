from django.db import models


class CalendarDay(models.Model):
    """A day on which people work, or don't, other than its weekday says: a public holiday, a
    weekend worked instead, or whatever the association arranges for itself."""

    day = models.DateField("日期", primary_key=True)
    working = models.BooleanField("上班", default=False)
    name = models.CharField("名称", max_length=40, help_text="如：国庆节、国庆节调休")

    class Meta:
        verbose_name = "放假与调休"
        verbose_name_plural = "放假与调休"
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.working else '放假'}（{self.name}）"
