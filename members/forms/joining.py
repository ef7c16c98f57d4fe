"""What applicants type, and what staff answer. Forms read; the concept modules decide and write."""

from typing import Any

from django import forms

from association.base.forms import UploadField
from members.enums import District, MeetingMode, MeetingState, OrganisationType, Position
from members.forms.fields import CreditCodeField, MobileField
from members.joining.agenda import ADMITTING
from members.models import JoiningApplication, Meeting, Resolution

_SEATS = [(one.value, one.label) for one in reversed(Position) if one != Position.SUPERVISOR]


class BeginForm(forms.Form):
    contact_name = forms.CharField(
        label="联系人姓名",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    mobile = MobileField(
        label="联系人手机",
        help_text="入会后用它登录会员服务。加密保存，只供办理入会联系。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label="联系邮箱",
        required=False,
        help_text="填了的，审核结果同时发到这里。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class DraftCodeField(CreditCodeField):
    """Empty while it is a draft; what is typed has to be right."""

    def clean(self, value: Any) -> str:
        return str(super().clean(value)) if str(value or "").strip() else ""


class ApplicationForm(BeginForm):
    """All of it may be left open until it is handed in, but for somebody to talk to."""

    name = forms.CharField(
        label="单位名称", max_length=120, required=False, help_text="与营业执照或登记证书一致"
    )
    credit_code = DraftCodeField(
        required=False,
        help_text="18 位；全角、小写和空格会自动改正",
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )
    organisation_type = forms.ChoiceField(
        label="单位类型", choices=[("", "请选择"), *OrganisationType.choices], required=False
    )
    legal_person = forms.CharField(label="法定代表人", max_length=40, required=False)
    district = forms.ChoiceField(
        label="所在区", choices=[("", "请选择"), *District.choices], required=False
    )
    position = forms.ChoiceField(
        label="申请的职务",
        choices=_SEATS,
        help_text="一般为会员单位；其他职务由决定入会的机构一并审议，会费按职务对应的级别。",
    )
    introduction = forms.CharField(
        label="单位简介",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    licence = UploadField(label="营业执照或登记证书", required=False)
    stamped = UploadField(
        label="盖章的入会申请表", required=False, hint="下载申请表，盖章后扫描或拍照："
    )
    field_order = (
        "name", "credit_code", "organisation_type", "legal_person", "district", "position",
        "introduction", "licence", "stamped", "contact_name", "mobile", "email",
    )  # fmt: skip

    def __init__(self, *args: Any, application: JoiningApplication, **options: Any) -> None:
        self.application = application
        names = [name for name in self.base_fields if name not in ("licence", "stamped")]
        initial = {name: getattr(application, name) for name in names}
        super().__init__(*args, initial=initial, **options)
        # Needed to hand it in, not to save it: the door says so, the label doesn't call it optional.
        for name in ("name", "credit_code", "organisation_type", "legal_person", "licence"):
            field: Any = self.fields[name]
            field.needed_later = True
            field.widget.attrs["aria-required"] = "true"
        for name in ("licence", "stamped"):
            if kept := getattr(application, name):
                field = self.fields[name]
                field.help_text = f"已上传“{kept.name}”，不换就不用再选。{field.help_text}"

    def filling(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        uploads = {name: facts.pop(name) for name in ("licence", "stamped")}
        return {"fields": facts, **uploads}


class StampedForm(forms.Form):
    """What may come after the handing-in."""

    stamped = UploadField(label="盖章的入会申请表", hint="下载申请表，盖章后扫描或拍照：")


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="答复",
        max_length=500,
        required=False,
        help_text="退回或不予接纳时必填，申请人会看到。写明缺什么、怎样补，或不接纳的理由。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MeetingForm(forms.Form):
    """Meetings that can still take a matter, of bodies that may decide on membership."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), label="会议", empty_label="请选择")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["meeting"]
        field.queryset = (
            Meeting.objects.filter(
                state__in=[MeetingState.CALLED, MeetingState.OPEN], term__body__kind__in=ADMITTING
            )
            .exclude(state=MeetingState.OPEN, mode=MeetingMode.CORRESPONDENCE)
            .select_related("term__body")
            .order_by("held_on")
        )
        field.label_from_instance = lambda row: f"{row.term}　{row}　{row.held_on}"


class PaperForm(forms.Form):
    resolution = forms.ModelChoiceField(
        Resolution.objects.filter(body__in=ADMITTING),
        label="决议",
        empty_label="请选择",
        help_text="会议没有在系统里开的，选已登记的决议；决定日期即入会日期。",
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200)


class LeaveForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=200,
        required=False,
        help_text="不填也可以退会。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sure = forms.BooleanField(
        label="确认退会，立即生效",
        error_messages={"required": "要退会，请勾选“确认退会，立即生效”。"},
    )
