"""An application for relief as the member types it: as far as it is, kept; whole, handed in."""

from typing import Any

from django import forms

from association.base.forms import UploadField
from members.forms.fields import AmountField, PercentField
from members.models import ReliefApplication
from members.relief import applications


class ReliefForm(forms.Form):
    percent = PercentField(
        label="申请减免比例（%）", required=False, help_text="如 50。比例和金额只填一项"
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

    def remind_of_letter(self) -> None:
        """No browser keeps a chosen file when a page comes back."""
        if self.files and "letter" not in self.errors:
            self.add_error("letter", "请重新选择申请函：页面退回后，浏览器不保留已选的文件。")

    def name_what_lacks(self, application: ReliefApplication | None) -> None:
        """All of it at once for handing in; a field that is wrong lacks nothing else."""
        typed = {name: self.cleaned_data.get(name) for name in ("percent", "amount", "text")}
        letter = application.letter if application else None
        wrong = set(self.errors)
        if "amount" in wrong:
            wrong.add("percent")  # one of the two is asked for
        for name, sentence in applications.lacking(**typed, letter=letter).items():
            if name not in wrong:
                self.add_error(name, sentence)

    @classmethod
    def initial_of(cls, application: ReliefApplication | None) -> dict[str, Any]:
        if application is None:
            return {}
        return {name: getattr(application, name) for name in ("percent", "amount", "text")}
