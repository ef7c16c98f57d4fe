"""The stock admin, with every write in the audit and nothing ever deleted."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from association.base import audit, reminding, wording
from association.base.encrypted import EncryptedTextField
from association.base.errors import Refused
from association.base.forms import say
from association.base.models import CalendarDay, OutboxRow

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin
else:
    ModelAdmin = admin.ModelAdmin  # generic for the type checker alone


_MORE_BUTTONS = ("show_save_and_continue", "show_save_and_add_another")


class AuditedAdmin(ModelAdmin):
    """Records who changed which field from what to what. Deleting is no step of this house."""

    # The admin gives every text field a box of ten lines; what is sealed is short.
    formfield_overrides = {EncryptedTextField: {"widget": AdminTextInputWidget}}

    one_button = False
    """Saving leads away: there is no "save and go on" where a door writes."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A door that refuses answers like a field that does: in its place, on what was typed."""
        shown = dict.fromkeys(_MORE_BUTTONS, False) if self.one_button else {}
        shown |= extra_context or {}
        try:
            return super().changeform_view(request, object_id, form_url, shown)
        except Refused as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]  # get_form reads it
        return super().changeform_view(request, object_id, form_url, shown)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        refusal = getattr(request, "refusal", None)
        return refused(form, refusal) if refusal else form

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        before = self._shown(type(obj)._default_manager.get(pk=obj.pk), form) if change else {}
        super().save_model(request, obj, form, change)
        after = self._shown(obj, form)
        changed = {label for label, value in after.items() if before.get(label, "") != value}
        if changed:
            name = obj._meta.verbose_name
            audit.record(
                obj,
                f"{'修改' if change else '登记'}{name}",
                by=request.user,
                before={label: before[label] for label in changed if label in before},
                after={label: after[label] for label in changed},
            )

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Django's own log would be a second record of one fact."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """See log_addition."""

    @staticmethod
    def _shown(obj: Model, form: Any) -> dict[str, str]:
        """The form's fields of the model, in words."""
        return {
            str(field.verbose_name): wording.value(obj, field)
            for field in obj._meta.concrete_fields
            if field.name in form.fields
        }


def refused(form: Any, refusal: Refused) -> Any:
    """The form's class, with the refusal among what it finds wrong."""

    class RefusedForm(form):  # type: ignore[misc]  # which form is known when it runs
        def _post_clean(self) -> None:
            super()._post_clean()
            say(self, refusal)

    return RefusedForm


class RemindingRuleForm(forms.ModelForm):
    channels = forms.MultipleChoiceField(
        label="渠道", choices=OutboxRow.Channel.choices, widget=forms.CheckboxSelectMultiple
    )

    @staticmethod
    def told(gaps: tuple[str, ...]) -> dict[str, str]:
        """The ``help_texts`` of a rule whose words have these gaps."""
        return {
            "subject": f"可用占位符：{'、'.join(f'{{{gap}}}' for gap in gaps)}",
            "active": "启用之前已过的期限不提醒",
        }


class RemindingRuleAdmin(AuditedAdmin):
    """A rule keeps its code: what was sent by it is accounted for under it."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["code"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        former = type(obj)._default_manager.filter(pk=obj.pk).first()
        obj.switched_on_at = reminding.since_when(obj, former)
        super().save_model(request, obj, form, change)


@admin.register(CalendarDay)
class CalendarDayAdmin(AuditedAdmin):
    """Deadlines that are already set stay as they are: a clock writes its last day down."""

    list_display = ["day", "working", "name"]
    list_filter = ["working"]
    date_hierarchy = "day"
    fields = ["day", "working", "name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["day"] if obj else []
