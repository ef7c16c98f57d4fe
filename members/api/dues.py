"""``dues/`` and ``ledger/``: what each member stands at, and the lines that lead there."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from rest_framework import serializers

from association.base.api.describing import described
from association.base.api.fields import FlatRow, Label, Money
from association.base.api.parameters import Code, Day, Id, Moment, Text, Year
from association.base.api.views import Rows
from members.enums import DuesLabel, EntryKind, Tier
from members.models import Assessment, Extension, LedgerEntry
from members.queries import touched_since, with_position


class DuesRow(FlatRow):
    id = serializers.IntegerField(help_text="本条的编号")
    member = serializers.CharField(source="member__number", help_text="会员编号")
    member_name = serializers.CharField(source="member__name", help_text="单位名称")
    year = serializers.IntegerField(help_text="会费年度")
    tier = serializers.ChoiceField(Tier.choices, help_text="会费档次")
    tier_label = Label(Tier, source="tier", help_text="会费档次，中文")
    standard = serializers.CharField(source="standard__code", help_text="会费标准的版本")
    assessed = Money(source="amount", help_text="应缴（元）")
    relieved = Money(help_text="减免（元）")
    paid = Money(help_text="已缴（元），已减去退款")
    balance = Money(help_text="还须缴（元）；负数是多缴")
    due_on = serializers.DateField(help_text="原定期限，含当日")
    due_until = serializers.DateField(help_text="现在的期限，含当日；延过期的晚于原定")
    status = serializers.ChoiceField(DuesLabel.choices, source="label", help_text="缴纳情况")
    status_label = Label(DuesLabel, source="label", help_text="缴纳情况，中文")


class DuesFilter(django_filters.FilterSet):
    year = Year(label="会费年度")
    member = Text(field_name="member__number", label="会员编号")
    tier = Code(choices=Tier, label="会费档次")
    status = Code(choices=DuesLabel, field_name="label", label="缴纳情况")
    changed_since = Moment(
        method="by_change",
        label="这一时刻以来，会员有过操作、或本年度期限延长过的。到期由日历决定，不算操作",
    )

    def by_change(self, queryset: QuerySet[Any], name: str, moment: Any) -> QuerySet[Any]:
        extended = Extension.objects.filter(member=None, granted_at__gte=moment).values("year")
        return queryset.filter(Q(member__in=touched_since(moment)) | Q(year__in=extended))


class Dues(Rows):
    scope = "dues:read"
    queryset = Assessment.objects.all()
    columns = (
        *("id", "member__number", "member__name", "year", "tier", "standard__code", "amount"),
        *("relieved", "paid", "balance", "due_on", "due_until", "label"),
    )
    serializer_class = DuesRow
    filterset_class = DuesFilter

    def get_queryset(self) -> QuerySet[Any]:
        return with_position(super().get_queryset())

    @described(
        id="dues_list",
        tag="会费",
        summary="应缴会费与缴纳情况",
        text="每家会员每个已核定的年度一条，按核定先后排列。应缴 − 减免 = 已缴 + 还须缴，到分；有结转或更正的，差额见明细账。",
        scope=scope,
        row=DuesRow,
        example={
            "id": 4201,
            "member": "BJAL-2018-0042",
            "member_name": "北京晨岭样例建材有限公司",
            "year": 2020,
            "tier": "member",
            "tier_label": "会员单位",
            "standard": "2020",
            "assessed": "2000.00",
            "relieved": "0.00",
            "paid": "500.00",
            "balance": "1500.00",
            "due_on": "2020-06-30",
            "due_until": "2020-12-31",
            "status": "partly",
            "status_label": "部分缴纳",
        },
    )
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self.list(request, *args, **kwargs)


class EntryRow(FlatRow):
    id = serializers.IntegerField(help_text="本笔的编号，只增不改")
    dues = serializers.IntegerField(source="assessment_id", help_text="属于哪一条应缴会费")
    member = serializers.CharField(source="assessment__member__number", help_text="会员编号")
    year = serializers.IntegerField(source="assessment__year", help_text="会费年度")
    kind = serializers.ChoiceField(EntryKind.choices, help_text="类别")
    kind_label = Label(EntryKind, source="kind", help_text="类别，中文")
    amount = Money(help_text="金额（元）：正数是会员多欠，负数是少欠；余额就是各笔之和")
    posted_on = serializers.DateField(help_text="入账日期")
    memo = serializers.CharField(help_text="摘要")
    policy = serializers.CharField(
        source="policy__code", allow_null=True, help_text="减免政策的代号"
    )
    resolution = serializers.CharField(
        source="resolution__number", allow_null=True, help_text="依据的决议文号"
    )
    reverses = serializers.IntegerField(
        source="reverses_id", allow_null=True, help_text="冲销的是哪一笔"
    )


class EntryFilter(django_filters.FilterSet):
    year = Year(field_name="assessment__year", label="会费年度")
    member = Text(field_name="assessment__member__number", label="会员编号")
    dues = Id(field_name="assessment_id", label="属于哪一条应缴会费")
    kind = Code(choices=EntryKind, label="类别")
    posted_from = Day(field_name="posted_on", lookup_expr="gte", label="入账日期自，含当日")
    posted_to = Day(field_name="posted_on", lookup_expr="lte", label="入账日期至，含当日")


class Ledger(Rows):
    scope = "ledger:read"
    queryset = LedgerEntry.objects.all()
    columns = (
        *("id", "assessment_id", "assessment__member__number", "assessment__year", "kind"),
        *("amount", "posted_on", "memo", "policy__code", "resolution__number", "reverses_id"),
    )
    serializer_class = EntryRow
    filterset_class = EntryFilter

    @described(
        id="ledger_list",
        tag="明细账",
        summary="会费明细账",
        text="按入账先后排列。入了账的不改不删：更正是另记的一笔，写明冲销的是哪一笔。",
        scope=scope,
        row=EntryRow,
        example={
            "id": 90017,
            "dues": 4201,
            "member": "BJAL-2018-0042",
            "year": 2020,
            "kind": "relief",
            "kind_label": "减免",
            "amount": "-2000.00",
            "posted_on": "2020-06-08",
            "memo": "民营企业和社会组织免缴 2020 年度会费",
            "policy": "2020-SZSJ-1",
            "resolution": "晨决〔2020〕3号",
            "reverses": None,
        },
    )
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self.list(request, *args, **kwargs)
