"""What the desk types about a notice. Forms read; the doors decide."""

from typing import Any

from django import forms
from django.db.models import Q

from association.base import files
from association.base.forms import UploadField
from association.base.reading import tidy
from bulletin.enums import Audience, NoticeState
from bulletin.models import Notice, ReportForm
from members.enums import OrganisationType
from members.models import Member

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_SAID = {Audience.TYPES: "写了单位类型", Audience.CHOSEN: "写了指定的会员单位"}
_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class BeginForm(forms.Form):
    title = forms.CharField(label="标题", max_length=120)
    issuer = forms.CharField(label="发文单位", max_length=80)


class NoticeForm(forms.Form):
    """``saves`` says how often it had been saved when the page was opened."""

    saves = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="标题", max_length=120)
    document_number = forms.CharField(
        label="发文字号", max_length=40, required=False, help_text="如 示安协发〔2024〕35号。"
    )
    issuer = forms.CharField(label="发文单位", max_length=80)
    issued_on = forms.DateField(label="成文日期", widget=_DAY, required=False)
    text = forms.CharField(
        label="正文",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="一行一段。“一、”“（一）”开头的短行是小标题。也可以上传 Word 文件。",
    )
    contact_name = forms.CharField(label="联系人", max_length=40, required=False)
    contact_phone = forms.CharField(label="联系电话", max_length=40, required=False)
    contact_mail = forms.EmailField(label="电子邮箱", required=False)
    audience = forms.ChoiceField(label="发给", choices=Audience.choices)
    types = forms.MultipleChoiceField(
        label="单位类型",
        choices=OrganisationType.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"data-only": "audience=types"}),
        required=False,
        help_text="发给“几类会员单位”的，在这里勾选。",
    )
    members = forms.CharField(
        label="指定的会员单位",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 4, "data-only": "audience=chosen"}),
        help_text="发给“指定的会员单位”的，在这里写单位名称或会员编号，一行一家。",
    )
    is_public = forms.BooleanField(label="在网站上公开（报表只有会员单位能填）", required=False)

    def __init__(self, *args: Any, typeable: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not typeable:
            del self.fields["text"]
        for name in ("issued_on", "text"):
            if name in self.fields:
                self.fields[name].needed_later = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Whom the boxes name and whom the notice goes to are one thing: meant for one company, it
        must not go to all of them."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if "audience" not in told:
            return told
        chosen = Audience(told["audience"])
        for name, meant in (("types", Audience.TYPES), ("members", Audience.CHOSEN)):
            if told.get(name) and chosen != meant:
                self.add_error(
                    name,
                    f"{_SAID[meant]}，“发给”仍是“{chosen.label}”。请把“发给”改为“{meant.label}”，"
                    "或清空这一项。",
                )
        if "members" in told:
            told["members"] = self._named(told["members"])
        return told

    def _named(self, written: str) -> list[Member]:
        lines = [line.strip() for line in written.splitlines()]
        wanted = list(dict.fromkeys(tidy(line) for line in lines if line))
        rows = Member.objects.filter(Q(name__in=wanted) | Q(number__in=wanted))
        known = {row.name: row for row in rows} | {row.number: row for row in rows}
        if strange := [line for line in wanted if line not in known]:
            said = f"{'、'.join(strange[:5])}{'等' if len(strange) > 5 else ''}"
            self.add_error("members", f"名册里没有：{said}。请核对名称或编号。")
            return []
        return [known[line] for line in wanted]

    def told(self) -> dict[str, Any]:
        beside = ("saves", "text", "members")
        return {name: value for name, value in self.cleaned_data.items() if name not in beside}


def opened_with(row: Notice, typed: str) -> dict[str, Any]:
    names = (
        "saves", "title", "document_number", "issuer", "issued_on", "contact_name",
        "contact_phone", "contact_mail", "audience", "types", "is_public",
    )  # fmt: skip
    chosen = "\n".join(row.members.order_by("number").values_list("name", flat=True))
    return {name: getattr(row, name) for name in names} | {"text": typed, "members": chosen}


class WordForm(forms.Form):
    file = UploadField(label="Word 文件", accept=files.TEXTS)


class FileForm(forms.Form):
    file = UploadField(label="附件", accept=files.PAPERS)


class TitleForm(forms.Form):
    title = forms.CharField(label="表名", max_length=80)
    like = forms.ModelChoiceField(
        ReportForm.objects.none(),
        label="照用以前的报表",
        required=False,
        empty_label="从空表开始",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rows = ReportForm.objects.exclude(notice__state=NoticeState.DRAFT)
        field: Any = self.fields["like"]
        field.queryset = rows.select_related("questionnaire", "notice").order_by("-pk")
        field.label_from_instance = lambda row: f"{row}（{row.notice.title}）"


class DueForm(forms.Form):
    label = forms.CharField(
        label="名称", max_length=60, required=False, help_text="同一张表报几次的，如 第一周。"
    )
    due_at = forms.DateTimeField(label="截止时间", widget=_MOMENT)


class MoveForm(forms.Form):
    due_at = forms.DateTimeField(label="新的截止时间", widget=_MOMENT)
    reason = forms.CharField(label="理由", max_length=300, help_text="还没有报送的会员单位会收到。")


class ReasonForm(forms.Form):
    reason = forms.CharField(label="撤回理由", max_length=300, help_text="会员单位会看到。")
