"""``standards/``: the fee standards, with their lines and the resolution behind each."""

from typing import Any

import django_filters
from rest_framework import serializers

from association.base.api.describing import described
from association.base.api.fields import Label, Money
from association.base.api.parameters import Code, Year
from association.base.api.views import Rows
from members.enums import Proration, StandardState, Tier
from members.models import FeeStandard, Resolution


class LineRow(serializers.Serializer[Any]):
    tier = serializers.ChoiceField(Tier.choices, help_text="会费档次")
    tier_label = Label(Tier, source="tier", help_text="会费档次，中文")
    amount = Money(help_text="每年（元）")


class ResolutionRow(serializers.Serializer[Any]):
    number = serializers.CharField(help_text="决议文号")
    title = serializers.CharField(help_text="标题")
    body = serializers.ChoiceField(Resolution.Body.choices, help_text="作出机构")
    body_label = Label(Resolution.Body, source="body", help_text="作出机构，中文")
    decided_on = serializers.DateField(help_text="决定日期")
    verified = serializers.BooleanField(help_text="是否已与原件核对")


class StandardRow(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="版本")
    title = serializers.CharField(help_text="名称")
    year_from = serializers.IntegerField(help_text="自哪一年度起")
    state = serializers.ChoiceField(StandardState.choices, help_text="状态；草稿还会改")
    state_label = Label(StandardState, source="state", help_text="状态，中文")
    published_on = serializers.DateField(allow_null=True, help_text="公布日期")
    due_month = serializers.IntegerField(help_text="缴费期限：月")
    due_day = serializers.IntegerField(help_text="缴费期限：日")
    proration = serializers.ChoiceField(Proration.choices, help_text="新会员首年怎样算")
    proration_label = Label(Proration, source="proration", help_text="新会员首年怎样算，中文")
    basic_services = serializers.CharField(help_text="会费包含的基本服务")
    lines = LineRow(many=True, help_text="各档金额，从高到低")
    resolution = ResolutionRow(allow_null=True, help_text="通过它的决议")


class StandardFilter(django_filters.FilterSet):
    year = Year(method="by_year", label="这一年度可能用到的：自该年度或更早起")
    state = Code(choices=StandardState, label="状态")

    def by_year(self, queryset: Any, name: str, year: int) -> Any:
        return queryset.filter(year_from__lte=year)


class Standards(Rows):
    scope = "standards:read"
    queryset = FeeStandard.objects.select_related("resolution").prefetch_related("lines")
    serializer_class = StandardRow
    filterset_class = StandardFilter

    @described(
        id="standards_list",
        tag="会费标准",
        summary="会费标准",
        text="每个版本一条。一年度执行的，是已公布的里面 `year_from` 不晚于它的最后一个。",
        scope=scope,
        row=StandardRow,
        example={
            "code": "2020",
            "title": "会费标准（2020 版）",
            "year_from": 2020,
            "state": "published",
            "state_label": "已公布",
            "published_on": "2020-01-10",
            "due_month": 6,
            "due_day": 30,
            "proration": "none",
            "proration_label": "按全年",
            "basic_services": "政策咨询、会刊、年度培训名额",
            "lines": [{"tier": "president", "tier_label": "会长单位", "amount": "50000.00"}],
            "resolution": {
                "number": "晨会〔2019〕1号",
                "title": "关于会费标准的决议",
                "body": "congress",
                "body_label": "会员代表大会",
                "decided_on": "2019-12-20",
                "verified": True,
            },
        },
    )
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self.list(request, *args, **kwargs)
