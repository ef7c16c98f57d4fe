"""A foreign key is a dependency too: it points downwards, as imports do."""

from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model

from tests.architecture import source

# Libraries stand below everything of ours.
GROUND = -1


def floor(model: type[Model]) -> int:
    module = model.__module__
    if module.split(".")[0] not in source.packages():
        return GROUND
    return source.floor(module)


def upward(models: list[type[Model]]) -> list[str]:
    """Keys from a lower floor to a higher one, or between two apps of the same floor."""
    found = []
    for model in models:
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.related_model
            if target is None or is_the_user(target):
                continue
            sibling = target._meta.app_label != model._meta.app_label
            if floor(target) > floor(model) or (floor(target) == floor(model) >= 0 and sibling):
                found.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    return found


def is_the_user(model: type[Model]) -> bool:
    """The one free arrow: everybody may say who did something."""
    return model._meta.label == settings.AUTH_USER_MODEL


def test_every_key_points_downwards() -> None:
    ours = [model for model in apps.get_models() if floor(model) > GROUND]
    assert len(ours) > 10
    assert upward(ours) == []


def test_a_key_that_points_up_is_seen() -> None:
    department = apps.get_model("accounts", "Department")
    member_field: Field = apps.get_model("members", "Contact")._meta.get_field("member")

    class Meta:
        local_fields = (member_field,)
        local_many_to_many = ()
        app_label = "accounts"
        label = "accounts.Stray"

    stray = type("Stray", (), {"_meta": Meta, "__module__": department.__module__})
    assert upward([stray]) == ["accounts.Stray.member -> members.Member"]
