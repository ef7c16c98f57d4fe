"""What staff type about sub-batches, money, collection and archive. Forms read; the doors decide."""

from typing import Any

from django import forms

from association.base import clock, files
from association.base.forms import UploadField
from members.desk.forms import day
from training.models import IssuingBody, RetentionClass, Slot, Team


def _words(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=200, widget=forms.Textarea(attrs={"rows": 2}), **options
    )


class BodyChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: IssuingBody) -> str:
        return obj.name if obj.verified else f"{obj.name}（待核实）"


class ComposeForm(forms.Form):
    """``enrolments`` are boxes of the page's own table."""

    body = BodyChoice(
        IssuingBody.objects.filter(active=True), label="发证单位", empty_label="请选择"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = list(self.fields["body"].queryset[:2])
        if len(known) == 1:
            self.fields["body"].initial = known[0]


class ReasonForm(forms.Form):
    reason = _words("理由")


class AnswerForm(forms.Form):
    file = UploadField(label="发证单位填好的表", accept=files.SHEETS)


class LineForm(forms.Form):
    """One person's answer: approved with or without a number yet, or returned with the reason."""

    outcome = forms.ChoiceField(
        label="审核结果", choices=[("approved", "通过"), ("returned", "退回")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = forms.CharField(
        label="证书编号",
        max_length=60,
        required=False,
        help_text="照发证单位给的编号填写；还没有编号的先空着，来了再登记。",
    )
    issued_on = day("发证日期", required=False)
    reason = forms.CharField(
        label="退回原因",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="退回时必填，本人和队伍会看到。",
    )


class CorrectForm(forms.Form):
    text = forms.CharField(label="新的证书编号", max_length=60)
    issued_on = day("发证日期")
    reason = _words("理由")
    swap = forms.BooleanField(label="与本批次里登记着这个编号的人对调", required=False)


class SettleForm(forms.Form):
    on = day("结算日期")
    reference = forms.CharField(label="凭证号", max_length=60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = clock.today


class SlotForm(forms.Form):
    starts_at = forms.DateTimeField(
        label="时间",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    place = forms.CharField(label="地点", max_length=80)
    capacity = forms.IntegerField(label="可约队伍数", min_value=1, max_value=100, initial=1)
    team = forms.ModelChoiceField(
        Team.objects.none(), label="只给这支队伍", required=False, empty_label="不限"
    )

    def __init__(self, *args: Any, teams: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].queryset = teams


class SlotChangeForm(SlotForm):
    """For whom it is stays: those who chose it would lose it unasked."""

    reason = _words("原因", help_text="选了这个时段的队伍会看到。")

    def __init__(self, *args: Any, slot: Slot, **options: Any) -> None:
        told = {"place": slot.place, "capacity": slot.capacity}
        told |= {"starts_at": slot.starts_at.astimezone(clock.TZ)}
        super().__init__(*args, teams=Team.objects.none(), initial=told, **options)
        del self.fields["team"]
        if slot.team_id:
            self.fields["capacity"].disabled = True


class SlotWithdrawForm(forms.Form):
    reason = _words("原因", help_text="选了这个时段的队伍会看到。")


class PickupForm(forms.Form):
    """The signature is drawn on the page, which makes a file of it; without a script, or on paper,
    the signed register is uploaded instead."""

    signed_name = forms.CharField(label="签收人", max_length=60)
    proxy_id = forms.CharField(
        label="代领人证件号码",
        max_length=30,
        required=False,
        help_text="本人领取的空着。只保存前后几位。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    authorisation = UploadField(label="委托书", required=False, hint="代领须有本人签字的委托书。")
    signature = UploadField(label="签名", required=False)
    paper = UploadField(
        label="签过字的纸质登记表", required=False, hint="不在屏幕上签名的，上传扫描件或照片。"
    )

    def remind_of_files(self) -> None:
        """No browser keeps a file when a page comes back, nor what was drawn: to be done again."""
        for name, said in (
            ("signature", "请重新签名：页面退回后，签名没有保留。"),
            ("paper", "请重新选择文件：页面退回后，浏览器不保留已选的文件。"),
            ("authorisation", "请重新选择文件：页面退回后，浏览器不保留已选的文件。"),
        ):
            if self.errors and name in self.files and name not in self.errors:
                self.add_error(name, said)


class UndeliveredForm(forms.Form):
    text = _words("情况")
    next_try = day("下次联系", required=False)


class TickForm(forms.Form):
    file = UploadField(label="文件", required=False, accept=files.RECORDS)
    remark = _words("说明", required=False, help_text="没有文件的，写明存放在哪里或为什么没有。")


class RetentionChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: RetentionClass) -> str:
        return obj.name if obj.verified else f"{obj.name}（待核实）"


class SealForm(forms.Form):
    retention = RetentionChoice(
        RetentionClass.objects.all(), label="保管期限", empty_label="请选择"
    )
