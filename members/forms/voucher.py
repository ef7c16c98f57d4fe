"""What a member types when it has transferred its dues."""

from decimal import Decimal
from typing import Any

from django import forms

from association.base import clock, files
from association.base.money import grouped
from members.forms.fields import AmountField
from members.models import Member
from members.payments import vouchers


class VoucherForm(forms.Form):
    amount = AmountField(label="汇款金额（元）")
    paid_on = forms.DateField(
        label="汇款日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    payer_name = forms.CharField(
        label="付款户名",
        max_length=120,
        help_text="按银行回单上的户名填写；由上级单位代缴的，填代缴单位。",
    )
    file = forms.FileField(
        label="转账凭证",
        help_text=f"银行回单的扫描件、照片或截图，{files.DOCUMENTS_RULE}。",
        error_messages={"required": "请上传银行回单或转账凭证。"},
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        help_text="缴哪一年的、为哪几家缴，可以写在这里。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, member: Member, owed: Decimal, **options: Any) -> None:
        """It opens with what is owed less what is on its way: both are said at the amount."""
        on_its_way = vouchers.waiting_sum(member)
        options["initial"] = {
            "payer_name": member.name,
            "paid_on": clock.today(),
            "amount": owed - on_its_way if owed > on_its_way else None,
        }
        super().__init__(*args, **options)
        first = vouchers.earliest_in_words(member)
        self.fields["paid_on"].help_text = f"银行回单上的日期，最早 {first}。"
        if on_its_way:
            sums = f"待缴 {grouped(owed)} 元，其中 " if owed >= on_its_way else ""
            told = f"{sums}{grouped(on_its_way)} 元已上传凭证，待财务核对。"
            self.fields["amount"].help_text = told

    def remind_of_file(self) -> None:
        """No browser keeps a chosen file when a page comes back: the one thing to be done again."""
        if self.errors and self.files and "file" not in self.errors:
            self.add_error("file", "请重新选择凭证：页面退回后，浏览器不保留已选的文件。")
