from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from association.base import identifiers, reading
from members.enums import District, MemberState, Position


class MemberQuerySet(models.QuerySet["Member"]):
    def as_of(self, day: date) -> "MemberQuerySet":
        """Adds ``organisation_type`` (or None) and ``position`` as they were on this day."""
        types = self.model.organisation_types.rel.related_model._default_manager.filter(
            member=OuterRef("pk"), since__lte=day
        ).order_by("-since")
        terms = self.model.position_terms.rel.related_model._default_manager.filter(
            Q(end__isnull=True) | Q(end__gte=day), member=OuterRef("pk"), start__lte=day
        )
        return self.annotate(  # type: ignore[no-redef]  # the two are declared on Member
            organisation_type=Subquery(types.values("organisation_type")[:1]),
            position=Coalesce(
                Subquery(terms.values("position")[:1]), models.Value(Position.MEMBER.value)
            ),
        )

    def matching(self, text: str) -> "MemberQuerySet":
        """Name, number, code, or the initials of the pinyin, in half or full width.

        A whole mobile number finds the members of its contacts; a part of one finds nobody.
        """
        text = reading.sought(text)
        if number := identifiers.mobile_or_none(text):
            contacts = self.model.contacts.rel.related_model._default_manager
            return self.filter(pk__in=contacts.filter(mobile=number).values("member"))
        return self.filter(
            Q(name__icontains=text)
            | Q(number__icontains=text)
            | Q(credit_code__istartswith=text)
            | Q(initials__contains=text.lower())
        )


class Member(models.Model):
    """An organisation that belongs to the association. People only act for it.

    The number is given once and never again, also after the member has left. What the member is
    (``organisation_types``) and which seat it holds (``position_terms``) are dated rows, because
    dues and relief are judged as of a day. ``version`` counts the changes: whoever edits an older
    one is shown what changed meanwhile.
    """

    number = models.CharField("会员编号", max_length=20, unique=True)
    name = models.CharField("单位名称", max_length=120)
    sort_key = models.CharField(max_length=400, db_index=True, editable=False)
    initials = models.CharField("拼音首字母", max_length=120, editable=False)
    credit_code = models.CharField(
        "统一社会信用代码",
        max_length=18,
        unique=True,
        error_messages={"unique": "这个统一社会信用代码已登记在另一家会员名下。"},
    )
    state = models.CharField(
        "会籍", max_length=10, choices=MemberState.choices, default=MemberState.APPLICANT
    )
    district = models.CharField("所在区", max_length=6, choices=District.choices, blank=True)
    joined_on = models.DateField("入会日期", null=True, blank=True)
    email = models.EmailField("单位邮箱", blank=True)
    note = models.TextField("备注", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MemberQuerySet.as_manager()

    if TYPE_CHECKING:
        organisation_type: str | None
        position: str

    class Meta:
        verbose_name = "会员单位"
        verbose_name_plural = "会员单位"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="member_credit_code_shape",
                violation_error_message="统一社会信用代码须为 18 位大写字母和数字。",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="member_has_name",
                violation_error_message="请填单位名称。",
            ),
        ]
        permissions = [
            ("import_members", "导入会员名册"),
            ("export_members", "导出会员名册"),
            ("change_membership", "办理会籍变动"),
            ("invite_representatives", "邀请单位管理员"),
        ]

    def __str__(self) -> str:
        return self.name
