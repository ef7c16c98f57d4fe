"""An application for relief as the member types it: as far as it is, kept; whole, handed in."""

from typing import Any

from django import forms

from association.base.forms import UploadField
from members.forms.fields import AmountField
from members.models import ReliefApplication


class ReliefForm(forms.Form):
    percent = forms.DecimalField(
        label="申请减免比例（%）",
        required=False,
        max_digits=5,
        decimal_places=2,
        help_text="如 50。比例和金额只填一项",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    amount = AmountField(label="或申请减免金额（元）", required=False)
    text = forms.CharField(
        label="申请理由",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="用自己的话写：经营受了什么影响，减免之后怎样。审议的代表会读到",
    )
    letter = UploadField(
        label="盖章申请函", required=False, hint="盖公章后扫描或拍照。已传过的，不改不必再选。"
    )

    def mark_wanted(self, application: ReliefApplication | None) -> None:
        """Shown as wanted, since it is for handing in, though a draft may lack it."""
        self.fields["text"].required = True
        self.fields["letter"].required = application is None or application.letter_id is None

    @classmethod
    def initial_of(cls, application: ReliefApplication | None) -> dict[str, Any]:
        if application is None:
            return {}
        return {name: getattr(application, name) for name in ("percent", "amount", "text")}
