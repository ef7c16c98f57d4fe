"""What staff type about a batch. Forms read; the doors decide."""

from typing import Any

from django import forms

from standardization.desk.case_forms import ReasonForm
from standardization.models import Batch, Case, Proposal

_NONE = {"required": "请至少勾选一件。", "invalid_choice": "有一件不在本批，请刷新页面重新勾选。"}


class GatherForm(forms.Form):
    title = forms.CharField(label="批次名称", max_length=80, help_text="如 云岭 2026 年第一批")


class ProposeForm(ReasonForm):
    """``chosen`` are boxes of the page's own table, as in ``DecideForm``."""

    chosen = forms.ModelMultipleChoiceField(Case.objects.none(), label="案件", error_messages=_NONE)

    def __init__(self, *args: Any, batch: Batch, verb: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chosen"].queryset = batch.cases.select_related("member", "organisation")


class DecideForm(forms.Form):
    """By what was asked, not by the case: what is asked for after the page was shown wasn't read."""

    chosen = forms.ModelMultipleChoiceField(
        Proposal.objects.none(), label="审批事项", error_messages=_NONE
    )

    def __init__(self, *args: Any, batch: Batch, verb: str, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = Proposal.objects.filter(case__batch=batch, verb=verb)
        self.fields["chosen"].queryset = asked.select_related("case__member")


FORMS = {"propose": ProposeForm, "decide": DecideForm}
