"""What staff type about notices and grades. Forms read; the doors decide."""

from typing import Any

from django import forms

from association.base import clock
from association.base.forms import UploadField
from members.desk.forms import day
from standardization.models import Organisation, RevocationGround


def _office() -> forms.ModelChoiceField:
    offices = Organisation.objects.filter(kind=Organisation.Kind.BUREAU)
    return forms.ModelChoiceField(offices, label="作出决定的处室", empty_label="请选择")


class ActForm(forms.Form):
    """The bureau's paper, written down by our staff."""

    office = _office()
    acted_on = day("决定日期")
    upload = UploadField(label="书面决定")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["acted_on"].initial = clock.today()
        known = list(self.fields["office"].queryset[:2])
        if len(known) == 1:
            self.fields["office"].initial = known[0]


class AnnounceForm(ActForm):
    """``cases`` are boxes of the page's own table."""

    text = forms.CharField(
        label="公告文号", max_length=60, help_text="照公告原文填写，等级自公告日期起有效。"
    )
    field_order = ["text", "acted_on", "office", "upload"]


class RevokeForm(ActForm):
    ground = forms.ModelChoiceField(
        RevocationGround.objects.filter(active=True), label="撤销情形", empty_label="请选择"
    )
    text = forms.CharField(label="撤销决定文号", max_length=60)
    field_order = ["ground", "text", "acted_on", "office", "upload"]


class ObjectionAnswerForm(forms.Form):
    answer = forms.CharField(
        label="意见",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="受理的写明核实什么；不受理的写给异议人的理由。",
    )


class ResolveForm(ActForm):
    upheld = forms.TypedChoiceField(
        label="决定",
        choices=[("no", "异议不成立，继续公示"), ("yes", "异议成立，不予达标")],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="给异议人的答复", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ["upheld", "text", "acted_on", "office", "upload"]
