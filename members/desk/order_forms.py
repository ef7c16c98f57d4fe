"""What staff type about services, prices, discounts and orders. Forms read; the doors decide."""

from decimal import Decimal
from typing import Any

from django import forms

from association.accounts.models import Department
from association.base import clock
from association.base.forms import UploadField
from members.desk.forms import day
from members.enums import ServiceKind
from members.models import Service, ServiceOrder

_SMALLEST = Decimal("0.01")


def _money(label: str, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=12, decimal_places=2, min_value=_SMALLEST, **options
    )


def _words(label: str, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=1000, widget=widget, **options)


class OrderForm(forms.Form):
    """Of one step of one order."""

    def __init__(self, *args: Any, order: ServiceOrder, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order = order
        self.prepare()

    def prepare(self) -> None:
        pass

    def remind_of_file(self) -> None:
        """No browser keeps a chosen file when a page comes back: the one thing to be done again."""
        for name in ("paper", "contract"):
            if self.errors and self.files and name in self.fields and name not in self.errors:
                self.add_error(name, "请重新选择文件：页面退回后，浏览器不保留已选的文件。")

    def facts(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        if "paper" in facts:
            paper = facts.pop("paper")
            facts["papers"] = [paper] if paper else []
        return facts


class QuoteForm(OrderForm):
    quantity = forms.IntegerField(label="数量", min_value=1, max_value=100_000, initial=1)
    unit_price = _money(
        "单价（元）", required=False, help_text="空着即按目录原价；与原价不同的，在说明里写明依据。"
    )
    note = _words("说明", required=False)
    paper = UploadField(label="报价单", required=False)

    def prepare(self) -> None:
        self.fields["quantity"].help_text = f"单位：{self.order.service.unit}"
        if self.order.quantity:
            self.fields["quantity"].initial = self.order.quantity


class AgreeForm(OrderForm):
    note = _words("说明", required=False)
    paper = UploadField(label="单位的书面确认", hint="传真、邮件打印件等：")


class SignForm(OrderForm):
    signed_at = forms.DateTimeField(
        label="签约时间",
        help_text="合同上双方签章的时间（北京时间），它决定优惠。",
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": "1"}
        ),
        input_formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"],
    )
    contract = UploadField(label="双方盖章的合同", required=False)
    note = _words("说明", required=False)

    def prepare(self) -> None:
        self.fields["signed_at"].initial = clock.now
        if self.order.steps.filter(verb="contract").exists():
            self.fields["contract"].help_text += "单位已上传盖章合同的，可不再上传。"


class DeliverForm(OrderForm):
    note = _words("交付内容", required=False)
    paper = UploadField(label="报告", required=False)


class AcceptForm(OrderForm):
    note = _words("验收意见", required=False)
    paper = UploadField(label="单位盖章的验收单")


class ObjectForm(OrderForm):
    reason = _words("要补正什么")
    paper = UploadField(label="单位的书面意见")


class SettleForm(OrderForm):
    on = day("结算日期")
    invoice = forms.CharField(label="发票号码", max_length=40)
    note = _words("说明", required=False)
    paper = UploadField(label="发票或凭证", required=False)

    def prepare(self) -> None:
        self.fields["on"].initial = clock.today


class ReasonedForm(OrderForm):
    reason = _words("理由", help_text="单位会看到。")


class AssignForm(OrderForm):
    department = forms.ModelChoiceField(
        Department.objects.all(), label="改由", empty_label="请选择"
    )
    reason = forms.CharField(label="理由", max_length=200)


class ServiceForm(forms.Form):
    code = forms.CharField(label="代号", max_length=20)
    kind = forms.ChoiceField(label="类别", choices=ServiceKind.choices)
    name = forms.CharField(label="名称", max_length=80)
    unit = forms.CharField(label="计价单位", max_length=10, help_text="如 项、人、天")
    department = forms.ModelChoiceField(
        Department.objects.all(), label="承办部门", empty_label="请选择"
    )
    description = _words("内容", required=False)
    offered = forms.BooleanField(label="接受委托", required=False, initial=True)

    @classmethod
    def of(cls, service: Service, data: Any) -> "ServiceForm":
        """Code and kind stay as they are: discounts were judged by them."""
        names = ("name", "unit", "department", "description", "offered")
        form = cls(data, initial={name: getattr(service, name) for name in names})
        del form.fields["code"], form.fields["kind"]
        return form


class PriceForm(forms.Form):
    amount = _money("原价（元）")
    valid_from = day("执行自", help_text="今天或以后；第一个价格可以补录。")
    basis = forms.CharField(
        label="依据", max_length=200, help_text="如 2026 年服务价目表、办公会纪要"
    )


class EndDiscountForm(forms.Form):
    on = day("自何日起不再适用", required=False, help_text="空着即明天；今天签约的仍按政策。")
    reason = forms.CharField(label="理由", max_length=200)
