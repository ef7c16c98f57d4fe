"""What finance types about money that arrives, goes on or goes back."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms

from association.base import clock, files, reading
from association.base.money import grouped
from members.desk.forms import day
from members.enums import PaymentMethod
from members.forms.fields import AmountField
from members.models import Assessment, Member, Payment, TransferVoucher
from members.payments import suggestions

_BETWEEN = re.compile(r"[\s,，、;；]+")


class PaymentForm(forms.Form):
    payer_name = forms.CharField(
        label="付款户名", max_length=120, help_text="按银行回单上印的写，单位改了名也照印的写"
    )
    members = forms.CharField(
        label="为哪些会员缴",
        required=False,
        max_length=400,
        help_text="会员编号，几家的用空格隔开。留空按付款户名找会员；找不到的先登记为待认领",
    )
    amount = AmountField()
    paid_on = day("到账日期")
    method = forms.ChoiceField(label="方式", choices=PaymentMethod.choices)
    bank_reference = forms.CharField(
        label="银行流水号", max_length=60, required=False, help_text="同一流水号只能登记一次"
    )
    note = forms.CharField(label="附言", max_length=200, required=False)
    file = forms.FileField(label="凭证", required=False, help_text=files.DOCUMENTS_RULE)

    @classmethod
    def initial_of(cls, voucher: TransferVoucher | None) -> dict[str, Any]:
        if voucher is None:
            return {"paid_on": clock.today()}
        return {
            "payer_name": voucher.payer_name,
            "members": voucher.member.number,
            "amount": voucher.amount,
            "paid_on": voucher.paid_on,
            "note": voucher.note,
        }

    def clean_members(self) -> list[Member]:
        numbers = [one for one in _BETWEEN.split(self.cleaned_data["members"]) if one]
        return _members(numbers)

    def facts(self) -> dict[str, Any]:
        """The payment as its door takes it, laid on the members' years as suggested."""
        facts = dict(self.cleaned_data)
        payer = suggestions.member_behind(facts["payer_name"])
        members = facts.pop("members") or ([payer] if payer else [])
        parts = suggestions.suggest(facts["amount"], members) if facts["amount"] > 0 else ()
        return facts | {"payer": payer, "parts": parts}


def _members(numbers: list[str]) -> list[Member]:
    numbers = [reading.sought(number).upper() for number in numbers]
    found = {row.number: row for row in Member.objects.filter(number__in=numbers)}
    if missing := [number for number in numbers if number not in found]:
        raise forms.ValidationError(f"没有会员编号 {'、'.join(missing)}，请核对后改正。")
    return [found[number] for number in dict.fromkeys(numbers)]


class AllocationForm(forms.Form):
    """One amount a year: those the payment is laid on now, and those that may be meant."""

    def __init__(self, *args: Any, payment: Payment, years: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.payment, self.years = payment, list(years)
        now = {part.assessment_id: part.amount for part in payment.allocations.all()}
        for year in self.years:
            self.fields[f"y{year.pk}"] = AmountField(
                label=f"{year.year} 年度　{year.member.name}",
                required=False,
                initial=now.get(year.pk),
                help_text=f"会员编号 {year.member.number}，{_left(year)}",
            )

    def parts(self) -> list[tuple[Assessment, Any]]:
        chosen = [(year, self.cleaned_data.get(f"y{year.pk}")) for year in self.years]
        return [(year, amount) for year, amount in chosen if amount]


def _left(year: Any) -> str:
    if year.balance > 0:
        return f"待缴 {grouped(year.balance)} 元"
    return f"多缴 {grouped(-year.balance)} 元" if year.balance < 0 else "已无待缴"


class MemberNumberForm(forms.Form):
    member = forms.CharField(label="加一家会员", max_length=40, help_text="会员编号")

    def clean_member(self) -> list[Member]:
        return _members([self.cleaned_data["member"].strip()])


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class CarryForm(forms.Form):
    target = forms.ChoiceField(label="结转至")
    amount = AmountField(required=False, help_text="留空按能结转的最多金额")
    reason = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, years: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.years = {str(year.pk): year for year in years}
        self.fields["target"].choices = [
            (key, f"{year.year} 年度，待缴 {grouped(year.balance)} 元")
            for key, year in self.years.items()
        ]

    def facts(self) -> dict[str, Any]:
        return self.cleaned_data | {"target": self.years[self.cleaned_data["target"]]}


class RefundForm(forms.Form):
    amount = AmountField(label="退款金额（元）")
    payee = forms.CharField(label="收款户名", max_length=120, help_text="通常退回原付款户名")
    reason = forms.CharField(label="退款理由", max_length=200)


class RefundPaidForm(forms.Form):
    paid_on = day("退款日期", initial=clock.today)
    bank_reference = forms.CharField(label="银行流水号", max_length=60, required=False)


class ReceiptForm(forms.Form):
    member = forms.ChoiceField(label="会员")
    payer_name = forms.CharField(label="交款人", max_length=120, help_text="照票据填写")
    code = forms.CharField(label="票据代码", max_length=30)
    number = forms.CharField(label="票据号码", max_length=30)
    check_code = forms.CharField(label="校验码", max_length=30, required=False)
    issued_on = day("开票日期")
    amount = AmountField(label="票据金额（元）")
    file = forms.FileField(
        label="票据文件",
        required=False,
        help_text=f"会员在门户下载的就是这个文件；{files.DOCUMENTS_RULE}",
    )

    def __init__(self, *args: Any, members: list[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        self.members = {str(row.pk): row for row in members}
        self.fields["member"].choices = [
            (key, f"{row.number} {row.name}") for key, row in self.members.items()
        ]

    def facts(self) -> dict[str, Any]:
        return self.cleaned_data | {"member": self.members[self.cleaned_data["member"]]}
