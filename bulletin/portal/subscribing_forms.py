"""What readers fill in. Forms read; the doors decide."""

from typing import Any

from django import forms

from bulletin.models import Column, Subscriber

_COLUMNS = "不选就是全部。选了的，有所选栏目稿件的那一期才发给您。"


def _columns() -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        Column.objects.filter(active=True), label="关心的栏目", required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_COLUMNS,
    )  # fmt: skip


class AskForm(forms.Form):
    address = forms.CharField(
        label="邮箱", max_length=254, help_text="我们先发一封确认邮件，打开里面的链接才算订阅。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    name = forms.CharField(
        label="称呼", max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    columns = _columns()


class PreferForm(forms.Form):
    name = forms.CharField(label="称呼", max_length=40, required=False)
    wants_issues = forms.BooleanField(label="每期会刊发到我的邮箱", required=False)
    columns = _columns()


class PortalForm(forms.Form):
    address = forms.CharField(label="邮箱", max_length=254, widget=forms.EmailInput)


def opened_with(row: Subscriber) -> dict[str, Any]:
    return {
        "name": row.name,
        "wants_issues": row.wants_issues,
        "columns": list(row.columns.values_list("pk", flat=True)),
    }
