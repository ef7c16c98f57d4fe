"""How every form of ours is written out: label, hint, error in words, then the control."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.forms import BaseForm, FileField, FileInput, Form
from django.forms.renderers import TemplatesSetting

from association.base import files
from association.base.errors import Refused


class Renderer(TemplatesSetting):
    """Named in ``FORM_RENDERER``. Its templates stand beside all others, in ``templates/ui``.

    The admin writes its own rows and asks only for widgets, so it keeps Django's.
    """

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


class UploadField(FileField):
    """A file of these types: the rule is told before it is chosen, and a refusal at the field."""

    widget = FileInput

    def __init__(
        self, *, accept: tuple[str, ...] = files.DOCUMENTS, hint: str = "", **options: Any
    ) -> None:
        self.accept = accept
        options["help_text"] = hint + files.told(accept)
        super().__init__(allow_empty_file=True, **options)

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        told = {"accept": ",".join(files.endings(self.accept)), "data-largest": files.LIMIT}
        return super().widget_attrs(widget) | told

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploaded: File[bytes] | None = super().clean(data, initial)
        if uploaded:
            try:
                files.check(uploaded, accept=self.accept)
            except Refused as refusal:
                raise ValidationError(refusal.message) from refusal
        return uploaded


def attempt(form: Form, door: Callable[[], object]) -> bool:
    """Whether the door let it through. A refusal is said at its field; what was typed stays."""
    try:
        door()
    except Refused as refusal:
        if not refusal.plain:
            raise
        say(form, refusal)
        return False
    return True


def say(form: BaseForm, refusal: Refused) -> None:
    """At the refusal's field, or above the form where that field isn't shown."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
