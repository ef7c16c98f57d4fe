from django import forms

from members.enums import RepresentativeRole


class InviteForm(forms.Form):
    name = forms.CharField(
        label="姓名", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    mobile = forms.CharField(
        label="手机号",
        max_length=30,
        help_text="本人以后用它登录。",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="角色",
        choices=RepresentativeRole.choices,
        initial=RepresentativeRole.AGENT,
        help_text="单位管理员还能邀请和停用同事；经办人不能。",
        widget=forms.RadioSelect,
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=200)
