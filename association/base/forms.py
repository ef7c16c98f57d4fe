"""How every form of ours is written out: label, hint, error in words, then the control."""

from collections.abc import Callable

from django.forms import Form
from django.forms.renderers import TemplatesSetting

from association.base.errors import Refused


class Renderer(TemplatesSetting):
    """Named in ``FORM_RENDERER``. Its templates stand beside all others, in ``templates/ui``.

    The admin writes its own rows and asks only for widgets, so it keeps Django's.
    """

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


def attempt(form: Form, door: Callable[[], object]) -> bool:
    """Whether the door let it through. A refusal is said at its field; what was typed stays."""
    try:
        door()
    except Refused as refusal:
        if not refusal.plain:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    return True
