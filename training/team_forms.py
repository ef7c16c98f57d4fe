"""What is typed about a team and its contacts, at the desk and in the portal."""

from typing import Any

from django import forms

from members.models import Member


class TeamForm(forms.Form):
    name = forms.CharField(label="队伍名称", max_length=80)
    member = forms.CharField(
        label="所属会员单位",
        max_length=120,
        required=False,
        help_text="填会员编号或单位全称；不属于会员单位的空着，名额按队伍自己算。",
    )
    address = forms.CharField(label="驻地", max_length=120, required=False)

    def clean_member(self) -> Member | None:
        text = self.cleaned_data["member"].strip()
        if not text:
            return None
        found = Member.objects.filter(number=text) | Member.objects.filter(name=text)
        member = found.first()
        if member is None:
            raise forms.ValidationError(
                f"登记里没有“{text}”。请填完整的会员编号（如 BJAL-2020-0001）或单位全称。"
            )
        return member


class AmendTeamForm(TeamForm):
    reason = forms.CharField(
        label="修改理由", max_length=200, required=False, help_text="写进流转记录，可不填。"
    )


class ContactForm(forms.Form):
    name = forms.CharField(
        label="姓名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    mobile = forms.CharField(
        label="手机号",
        max_length=30,
        help_text="本人以后用它登录。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class EndForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200)


class SeatsForm(forms.Form):
    """How many seats of one class; each class on the page has a form of its own."""

    count = forms.IntegerField(label="个数", min_value=1, initial=1)

    def __init__(self, *args: Any, most: int = 1, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["count"].widget.attrs |= {"inputmode": "numeric", "max": most}
