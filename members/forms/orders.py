"""What a company writes about an order: what it needs, and its word on quote and delivery."""

from typing import Any

from django import forms

from association.base.forms import UploadField


class _WithPaper(forms.Form):
    """No browser keeps a chosen file when a page comes back: the one thing to be done again."""

    def remind_of_file(self) -> None:
        if self.errors and self.files and "paper" not in self.errors:
            self.add_error("paper", "请重新选择文件：页面退回后，浏览器不保留已选的文件。")

    def facts(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        paper = facts.pop("paper", None)
        return {**facts, "papers": [paper] if paper else []}


class RequestForm(_WithPaper):
    wish = forms.CharField(
        label="需求",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="现场地址、规模、人数、希望解决的问题；越具体，报价越快。",
    )
    wanted_by = forms.DateField(
        label="希望完成日期", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    paper = UploadField(label="附件", required=False, hint="平面图、现状说明等：")


class AgreeForm(_WithPaper):
    note = forms.CharField(label="说明", required=False, max_length=500)


class ContractForm(_WithPaper):
    paper = UploadField(
        label="盖章的合同",
        hint="各页齐全，双方信息可辨：",
        error_messages={"required": "请选择盖章的合同。"},
    )

    def facts(self) -> dict[str, Any]:
        return {"contract": self.cleaned_data["paper"]}


class AcceptForm(_WithPaper):
    note = forms.CharField(
        label="验收意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    paper = UploadField(label="验收单", required=False)


class ObjectForm(_WithPaper):
    reason = forms.CharField(
        label="要补正什么",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="承办部门看到后补正，再次交付。",
    )
    paper = UploadField(label="附件", required=False)


class WithdrawForm(_WithPaper):
    reason = forms.CharField(label="原因", required=False, max_length=200)

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
