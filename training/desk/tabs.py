"""The pages of one class at the desk, the same row on each."""

from django.urls import reverse

from training.models import TrainingClass

TABS = (
    # One page a line: its name below ``admin:``, and what the tab says.
    ("training_class", "概况"),
    ("training_class_people", "名单"),
    ("training_class_board", "进度"),
    ("training_class_attendance", "签到"),
    ("training_class_assessment", "鉴定"),
    ("training_class_batches", "审核发放"),
    ("training_class_certificates", "证书"),
    ("training_class_collection", "领证"),
    ("training_class_archive", "归档"),
)


def tabs(row: TrainingClass, current: str) -> list[dict[str, object]]:
    """As ``ui/views.html`` wants them. ``current`` is a page's name."""
    return [
        {"label": label, "url": reverse(f"admin:{name}", args=[row.pk]), "current": name == current}
        for name, label in TABS
    ]
