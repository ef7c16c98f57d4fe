from django.db import models
from django.db.models import Q


class Letter(models.Model):
    """One mail that many receive. It is kept once; each copy is an outbox row with its ``values``.

    ``{name}`` in ``html``, ``text`` or a header stands for the receiver's own value of that name.
    While it is ``held`` no further copy goes out. ``failures`` counts copies that failed one after
    the other, up to the last one.
    """

    subject = models.CharField("标题", max_length=200)
    html = models.TextField("网页正文")
    text = models.TextField("纯文本正文")
    headers = models.JSONField("信头", default=dict, blank=True)
    per_minute = models.PositiveIntegerField("每分钟最多", default=1200)
    per_domain = models.PositiveIntegerField("每个域名每分钟最多", default=300)
    held = models.BooleanField("停发", default=False)
    held_because = models.CharField("停发原因", max_length=200, blank=True)
    failures = models.PositiveIntegerField("连续失败", default=0)
    written_at = models.DateTimeField("写成时间")

    class Meta:
        verbose_name = "群发邮件"
        verbose_name_plural = "群发邮件"
        constraints = [
            models.CheckConstraint(
                condition=Q(per_minute__gt=0, per_domain__gt=0),
                name="letter_goes_out_at_some_speed",
                violation_error_message="每分钟至少一封。",
            ),
            models.CheckConstraint(
                condition=Q(held=False) | ~Q(held_because=""),
                name="letter_held_for_a_reason",
                violation_error_message="停发须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
