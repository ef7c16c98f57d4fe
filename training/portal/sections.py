"""The public pages about rescuers, the same row on each."""

from django.urls import reverse

SECTIONS = (
    ("training:classes", "培训班次"),
    ("training:eligibility", "申报条件自查"),
)


def sections(current: str) -> list[dict[str, object]]:
    """As ``ui/views.html`` wants them. ``current`` is an address's name."""
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label in SECTIONS
    ]
