"""应急准备自查 in the portal: answered item by item, added to, printed, handed on."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from association.base import clock, files
from association.base.errors import Refused
from association.base.forms import attempt
from members.portal.access import current_member, member_required
from standardization.enums import AnswerState
from standardization.library import self_checks
from standardization.library.self_checks import Group
from standardization.models import SelfCheck
from standardization.portal.sections import sections

PAGE = "standardization:company_self_check"
LIST = "standardization:company_self_checks"
SHOWN = 20


class ItemForm(forms.Form):
    element = forms.ChoiceField(label="放在哪个要素下", required=False)
    text = forms.CharField(
        label="检查内容",
        max_length=300,
        help_text="增加以后每次自查都有，不能删去；以后不适用，可以在当次写明。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, groups: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["element"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*groups, ("", self_checks.OWN_TITLE)]


class AnswersForm(forms.Form):
    """A state and a note for each line; what was typed stays when something is refused."""

    def __init__(self, *args: Any, groups: list[Group], **options: Any) -> None:
        super().__init__(*args, **options)
        self.groups = groups
        for group in groups:
            for line in group.lines:
                given = line.answer
                self.fields[f"state-{line.key}"] = forms.ChoiceField(
                    label="结论",
                    choices=AnswerState.choices,
                    required=False,
                    initial=given.state if given else "",
                    widget=forms.RadioSelect,
                )
                self.fields[f"note-{line.key}"] = forms.CharField(
                    label="说明",
                    max_length=300,
                    required=False,
                    initial=given.note if given else "",
                )

    def told(self) -> dict[str, tuple[str, str]]:
        """Of the lines that have a state."""
        told = self.cleaned_data
        return {
            line.key: (told[f"state-{line.key}"], told[f"note-{line.key}"])
            for group in self.groups
            for line in group.lines
            if told.get(f"state-{line.key}")
        }

    def shown(self) -> list[dict[str, Any]]:
        """Group by group, as the page lays it out."""
        return [
            {
                "group": group,
                "lines": [
                    {
                        "line": line,
                        "state": self[f"state-{line.key}"],
                        "note": self[f"note-{line.key}"],
                    }
                    for line in group.lines
                ],
            }
            for group in self.groups
        ]


@member_required
@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    rows = SelfCheck.objects.filter(member=member).select_related("finished_by", "begun_by")
    context = {
        "member": member,
        "open": next((row for row in rows if row.finished_at is None), None),
        "finished": rows.filter(finished_at__isnull=False)[:SHOWN],
        "views": sections("standardization:company_self_checks"),
    }
    return render(request, "standardization/portal/self_checks.html", context)


@member_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    try:
        row = self_checks.begin(current_member(request), by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect(LIST)
    return redirect(PAGE, row.pk)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Saved as far as it is filled in, also when an item is added; a finished one is only read."""
    row, sent = _check(request, pk), request.method == "POST"
    groups = self_checks.groups(row)
    form = AnswersForm(request.POST if sent else None, groups=groups)
    item_form = ItemForm(request.POST if "add" in request.POST else None, groups=_named(groups))
    if (
        sent
        and form.is_valid()
        and attempt(form, lambda: self_checks.answer(row, form.told(), by=request.user))
        and _added(request, row, item_form)
    ):
        messages.success(request, "已保存，项目已增加。" if item_form.is_bound else "已保存。")
        return redirect(PAGE, pk)
    context = {
        "row": row,
        "form": form,
        "shown": form.shown(),
        "counts": self_checks.counts(groups),
        "item_form": item_form,
    }
    status = 422 if sent else 200
    return render(request, "standardization/portal/self_check.html", context, status=status)


def _added(request: HttpRequest, row: SelfCheck, form: ItemForm) -> bool:
    """Nothing was to be added, or it is."""
    if not form.is_bound:
        return True
    return form.is_valid() and attempt(
        form,
        lambda: self_checks.add_item(row.member, by=request.user, **form.cleaned_data),
    )


@member_required
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    row = _check(request, pk)
    form = forms.Form(request.POST)
    if attempt(form, lambda: self_checks.finish(row, by=request.user)):
        messages.success(request, "自查已完成，结果不能再改，可以导出或打印。")
    for refusal in form.non_field_errors():
        messages.error(request, refusal)
    return redirect(PAGE, pk)


@member_required
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    row = _check(request, pk)
    content = ContentFile(self_checks.workbook(row))
    name = f"应急准备自查 {row.begun_at.astimezone(clock.TZ):%Y-%m-%d}.xlsx"
    return files.as_download(content, name=name, media_type=files.XLSX)


def _named(groups: list[Group]) -> list[tuple[str, str]]:
    return [(each.code, f"{each.code} {each.title}") for each in groups if each.code]


def _check(request: HttpRequest, pk: int) -> SelfCheck:
    rows = SelfCheck.objects.select_related("version__standard", "member", "finished_by")
    return get_object_or_404(rows, pk=pk, member=current_member(request))
