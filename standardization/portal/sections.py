"""A company's pages of 标准化, the same row on each."""

from django.urls import reverse

SECTIONS = (
    ("standardization:company_cases", "评审案件"),
    ("standardization:company_findings", "不符合项"),
    ("standardization:company_grades", "达标等级"),
    ("standardization:company_self_checks", "应急准备自查"),
)


def sections(current: str) -> list[dict[str, object]]:
    """As ``ui/views.html`` wants them. ``current`` is an address's name."""
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label in SECTIONS
    ]
