"""The pages of one case at the desk, the same row on each."""

from django.urls import reverse

from standardization.models import Case

TABS: tuple[tuple[str, str], ...] = (
    # One page a line: its name below ``admin:``, and what the tab says.
    ("standardization_case", "概况"),
    ("standardization_case_people", "人员"),
    ("standardization_case_visits", "现场"),
    ("standardization_case_findings", "不符合项"),
    ("standardization_case_scores", "评分"),
    ("standardization_case_report", "报告"),
    ("standardization_case_reports", "专家报告"),
)


def tabs(row: Case, current: str) -> list[dict[str, object]]:
    """As ``ui/views.html`` wants them. ``current`` is a page's name."""
    return [
        {"label": label, "url": reverse(f"admin:{name}", args=[row.pk]), "current": name == current}
        for name, label in TABS
    ]
