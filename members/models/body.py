"""The bodies that decide, and who sits in them for how long."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from association.base.spans import ends_after_start, one_at_a_time
from members.arithmetic.quorum import Rule
from members.enums import NEVER_BY_CORRESPONDENCE, MajorityOf
from members.models.member import Member
from members.models.resolution import Resolution


class Body(models.Model):
    """A body with the rule by which it decides. A meeting takes the rule with it when it is called:
    who amends it here changes nothing that was called before.
    """

    kind = models.CharField("机构", max_length=20, choices=Resolution.Body.choices, unique=True)
    quorum_num = models.PositiveSmallIntegerField("法定人数（分子）")
    quorum_den = models.PositiveSmallIntegerField("法定人数（分母）")
    majority_num = models.PositiveSmallIntegerField("通过票数（分子）")
    majority_den = models.PositiveSmallIntegerField("通过票数（分母）")
    majority_of = models.CharField(
        "通过票数以何为准", max_length=8, choices=MajorityOf.choices, default=MajorityOf.PRESENT
    )
    recused_leave = models.BooleanField(
        "回避者不计入应到和到会",
        default=True,
        help_text="勾选：回避者从应到和到会中都减去；不勾：仍计入，只是不表决",
    )
    proxies_count = models.BooleanField(
        "委托出席计入到会",
        default=False,
        help_text="勾选：书面委托他人出席的，计入到会，由受托人代为表决；不勾：只作记录",
    )
    proxies_each = models.PositiveSmallIntegerField("一人最多受托", default=1, help_text="席")
    basis = models.CharField("依据", max_length=200, blank=True)
    verified = models.BooleanField("已与章程核对", default=False)

    class Meta:
        verbose_name = "机构"
        verbose_name_plural = "机构"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum_num__gt=0, quorum_num__lte=F("quorum_den")),
                name="quorum_is_a_part",
                violation_error_message="法定人数的分子须在 1 和分母之间，如 2/3。",
            ),
            models.CheckConstraint(
                condition=Q(majority_num__gt=0, majority_num__lte=F("majority_den")),
                name="majority_is_a_part",
                violation_error_message="通过票数的分子须在 1 和分母之间，如 2/3。",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def rule(self) -> Rule:
        return Rule(
            self.quorum_num,
            self.quorum_den,
            self.majority_num,
            self.majority_den,
            of="seats" if self.majority_of == MajorityOf.SEATS else "present",
            recused_leave=self.recused_leave,
            proxies_count=self.proxies_count,
            proxies_each=self.proxies_each,
        )

    @property
    def by_correspondence(self) -> bool:
        """Whether it decides by correspondence as a rule (减3 of the six measures of 2020)."""
        return self.kind not in NEVER_BY_CORRESPONDENCE


class BodyTerm(models.Model):
    """A 届 of a body, from ``start`` to ``end``, both days included."""

    body = models.ForeignKey(Body, models.PROTECT, verbose_name="机构", related_name="terms")
    title = models.CharField("届次", max_length=20)
    start = models.DateField("任期自")
    end = models.DateField("任期至", null=True, blank=True)

    class Meta:
        verbose_name = "届次"
        verbose_name_plural = "届次"
        ordering = ["body_id", "-start"]
        constraints = [
            ends_after_start(
                name="body_term_ends_after_start",
                message="任期结束日不能早于开始日。",
            ),
            one_at_a_time(
                "body",
                name="body_terms_do_not_overlap",
                message="同一机构同一时期只能有一届，请先写明上一届的任期结束日。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}{self.body}"


class Seat(models.Model):
    """A delegate in a term of a body. ``member`` is the company that sends the delegate, so that a
    decision about it is not the delegate's; ``user`` is the sign-in, without which the portal knows
    no ballot of this seat.
    """

    term = models.ForeignKey(BodyTerm, models.PROTECT, verbose_name="届次", related_name="seats")
    name = models.CharField("姓名", max_length=40)
    title = models.CharField("职务", max_length=40, blank=True, help_text="如：会长、常务理事")
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="所在会员单位",
        related_name="seats",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="登录账号",
        related_name="seats",
    )
    start = models.DateField("任职自")
    end = models.DateField("任职至", null=True, blank=True)

    class Meta:
        verbose_name = "席位"
        verbose_name_plural = "席位"
        ordering = ["term_id", "id"]
        constraints = [
            ends_after_start(
                name="seat_ends_after_start",
                message="任职结束日不能早于开始日。",
            ),
            models.UniqueConstraint(
                fields=["term", "user"],
                condition=Q(end__isnull=True),
                name="one_seat_a_person",
                violation_error_message="这个账号在本届已有席位。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Within its term: nobody sits in a body that isn't there yet."""
        super().clean()
        if self.start and self.start < self.term.start:
            raise ValidationError({"start": f"任职不能早于本届的任期（{self.term.start} 起）。"})
        if self.start and self.term.end and self.start > self.term.end:
            raise ValidationError({"start": f"本届的任期至 {self.term.end}，任职不能晚于这一天。"})
