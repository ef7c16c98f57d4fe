"""``members/``: the register, as of a day."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import DateField, QuerySet, Value
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers

from association.accounts.login_names import masked_phone
from association.base import clock
from association.base.api.describing import described
from association.base.api.fields import FlatRow, Label
from association.base.api.parameters import AsOf, Code, Moment, Text
from association.base.api.views import Row, Rows
from members.arithmetic.tier import LADDER, fee_tier
from members.enums import (
    ContactRole,
    District,
    MemberState,
    OrganisationType,
    Position,
    Tier,
)
from members.models import Contact, Member
from members.queries import touched_since

SCOPE, TAG = "members:read", "会员"
EXAMPLE = {
    "number": "BJAL-2018-0042",
    "name": "北京晨岭样例建材有限公司",
    "credit_code": "91110105MA0EXAMP1X",
    "state": "active",
    "state_label": "在册",
    "district": "110105",
    "district_label": "朝阳区",
    "joined_on": "2018-03-01",
    "as_of": "2020-06-01",
    "organisation_type": "private",
    "organisation_type_label": "民营企业",
    "position": "member",
    "position_label": "会员单位",
    "tier": "member",
    "tier_label": "会员单位",
    "version": 3,
}


class TierOf(serializers.ChoiceField):
    """What a position pays by."""

    def to_representation(self, value: str) -> str:
        return fee_tier([value])


class TierLabel(Label):
    def to_representation(self, value: str) -> str:
        return super().to_representation(fee_tier([value]))


class MemberRow(FlatRow):
    number = serializers.CharField(help_text="会员编号，一经给出永不改变")
    name = serializers.CharField(help_text="单位名称")
    credit_code = serializers.CharField(help_text="统一社会信用代码")
    state = serializers.ChoiceField(MemberState.choices, help_text="会籍")
    state_label = Label(MemberState, source="state", help_text="会籍，中文")
    district = serializers.CharField(help_text="所在区的行政区划代码；没有登记为空")
    district_label = Label(District, source="district", help_text="所在区，中文")
    joined_on = serializers.DateField(allow_null=True, help_text="入会日期")
    as_of = serializers.DateField(help_text="类型、职务和档次认定到哪一天")
    organisation_type = serializers.ChoiceField(
        OrganisationType.choices, allow_null=True, help_text="单位类型；当天没有登记为 null"
    )
    organisation_type_label = Label(
        OrganisationType, source="organisation_type", allow_null=True, help_text="单位类型，中文"
    )
    position = serializers.ChoiceField(Position.choices, help_text="职务")
    position_label = Label(Position, source="position", help_text="职务，中文")
    tier = TierOf(Tier.choices, source="position", help_text="会费档次，由职务得出")
    tier_label = TierLabel(Tier, source="position", help_text="会费档次，中文")
    version = serializers.IntegerField(help_text="登记改过几次；变了就是改过")


class ContactDuty(serializers.Serializer[Any]):
    code = serializers.ChoiceField(ContactRole.choices, help_text="职责")
    label = serializers.CharField(help_text="职责，中文")


class ContactRow(serializers.Serializer[Any]):
    """A mobile is masked: who needs it whole asks on the desk, with a reason."""

    name = serializers.CharField(help_text="姓名")
    mobile = serializers.SerializerMethodField(help_text="手机，只显示前三后四位")
    duties = serializers.SerializerMethodField(help_text="职责")

    def get_mobile(self, contact: Contact) -> str:
        return masked_phone(contact.mobile)

    @extend_schema_field(ContactDuty(many=True))
    def get_duties(self, contact: Contact) -> list[dict[str, str]]:
        return [{"code": role, "label": ContactRole(role).label} for role in contact.roles]


class MemberRecord(MemberRow):
    email = serializers.CharField(help_text="单位邮箱")
    contacts = ContactRow(many=True, help_text="联系人，手机号不完整显示")


AS_OF = "类型、职务和档次认定到哪一天，默认今天"


class AsOfDay(django_filters.FilterSet):
    always = True  # without a day, it is today's
    as_of = AsOf(label=AS_OF)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        day = self.form.cleaned_data["as_of"] or clock.today()
        known = queryset.as_of(day).annotate(as_of=Value(day, output_field=DateField()))
        return super().filter_queryset(known)


class MemberFilter(AsOfDay):
    state = Code(choices=MemberState, label="会籍")
    organisation_type = Code(choices=OrganisationType, label="单位类型")
    position = Code(choices=Position, label="职务")
    tier = Code(choices=Tier, method="by_tier", label="会费档次")
    district = Code(choices=District, label="所在区")
    credit_code = Text(label="统一社会信用代码，须完整")
    changed_since = Moment(
        method="by_change",
        label="这一时刻以来有过操作的：登记、类型、职务、联系人、用户、会费",
    )

    def by_tier(self, queryset: QuerySet[Any], name: str, tier: str) -> QuerySet[Any]:
        paying = [position for position, pays_by in LADDER.items() if pays_by == tier]
        return queryset.filter(position__in=paying)

    def by_change(self, queryset: QuerySet[Any], name: str, moment: Any) -> QuerySet[Any]:
        return queryset.filter(pk__in=touched_since(moment))


class Members(Rows):
    scope = SCOPE
    queryset = Member.objects.all()
    keys = ("number",)
    columns = tuple(
        name for name in EXAMPLE if not name.endswith("_label") and not name.startswith("tier")
    )
    serializer_class = MemberRow
    filterset_class = MemberFilter

    @described(
        id="members_list",
        tag=TAG,
        summary="会员名册",
        text="按会员编号排列。单位类型、职务和会费档次按 `as_of` 那一天认定。",
        scope=SCOPE,
        row=MemberRow,
        example=EXAMPLE,
    )
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self.list(request, *args, **kwargs)


class OneMember(Row):
    scope = SCOPE
    queryset = Member.objects.prefetch_related("contacts")
    lookup_field = "number"
    serializer_class = MemberRecord
    filterset_class = AsOfDay

    @described(
        id="members_read",
        tag=TAG,
        summary="一家会员",
        text="名册上的一行，加单位邮箱和联系人。联系人的手机号不完整显示。",
        scope=SCOPE,
        row=MemberRecord,
        example={
            **EXAMPLE,
            "email": "office@example.org",
            "contacts": [
                {
                    "name": "田禾",
                    "mobile": "179****0001",
                    "duties": [{"code": "finance", "label": "财务联系人"}],
                }
            ],
        },
        many=False,
        parameters=[
            OpenApiParameter("number", str, OpenApiParameter.PATH, description="会员编号"),
            OpenApiParameter("as_of", date, description=AS_OF),
        ],
    )
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self.retrieve(request, *args, **kwargs)
