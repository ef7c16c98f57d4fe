"""What a member company types about itself. Forms read; the concept modules decide and write."""

from typing import Any, Self

from django import forms

from association.base.forms import UploadField
from members.enums import ContactRole, District, OrganisationType
from members.forms.fields import CreditCodeField, MobileField
from members.models import Contact, Member
from members.register import own_data

UNKNOWN_DISTRICT = ("", "未登记")


class CompanyForm(forms.Form):
    """What holds at once, on the version of the record that the reader had in front of them."""

    email = forms.EmailField(
        label="单位邮箱",
        required=False,
        help_text="会费通知和活动邀请发到这里。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    district = forms.ChoiceField(
        label="所在区", choices=[UNKNOWN_DISTRICT, *District.choices], required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_of(cls, member: Member) -> dict[str, Any]:
        return {name: getattr(member, name) for name in (*own_data.FIELDS, "version")}

    def amendment(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        return {"version": facts.pop("version"), "changes": facts}

    def on_version(self, version: int) -> Self:
        """The same input against the record as it is now: saving again is a decision."""
        data = self.data.copy()
        data["version"] = str(version)
        return type(self)(data, initial=self.initial)


class ChangeRequestForm(forms.Form):
    """What needs consent, filled in with what is registered: whatever differs is asked for."""

    name = forms.CharField(label="单位名称", max_length=120)
    credit_code = CreditCodeField(
        help_text="18 位，与证照一致；全角、小写和空格会自动改正。",
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )
    organisation_type = forms.ChoiceField(
        label="单位类型", choices=[("", "请选择"), *OrganisationType.choices]
    )
    evidence = UploadField(
        label="证明材料",
        hint="变更后的营业执照或登记证书：",
        error_messages={"required": "请上传证明材料。"},
    )
    note = forms.CharField(
        label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def remind_of_file(self) -> None:
        """No browser keeps a chosen file when a page comes back: the one thing to be done again."""
        if self.errors and self.files and "evidence" not in self.errors:
            self.add_error("evidence", "请重新选择证明材料：页面退回后，浏览器不保留已选的文件。")

    def asked(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        rest = {"evidence": facts.pop("evidence"), "note": facts.pop("note")}
        return {"changes": facts, **rest}


class OwnContactForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=40)
    mobile = MobileField(
        required=False, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )
    email = forms.EmailField(label="邮箱", required=False)
    roles = forms.MultipleChoiceField(
        label="职责",
        choices=ContactRole.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="协会按职责找人：会费通知找财务联系人，培训报名找培训联系人。",
    )

    @classmethod
    def initial_of(cls, contact: Contact | None) -> dict[str, Any]:
        names = ("name", "mobile", "email", "roles")
        return {name: getattr(contact, name) for name in names} if contact else {}

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors and not facts.get("mobile") and not facts.get("email"):
            self.add_error("mobile", "手机和邮箱至少填一项，否则联系不上。")
        return facts
