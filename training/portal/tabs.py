"""The pages of one team in the portal, the same row on each."""

from django.urls import reverse

from training.models import Team

TABS = (
    # One page a line: its name below ``training:``, and what the tab says.
    ("team_home", "待办和名额"),
    ("team_people", "名单"),
    ("team_results", "成绩"),
    ("team_pickup", "领证"),
    ("team_contacts", "联系人"),
)


def tabs(team: Team, current: str) -> list[dict[str, object]]:
    """As ``ui/views.html`` wants them. ``current`` is a page's name."""
    return [
        {
            "label": label,
            "url": reverse(f"training:{name}", args=[team.pk]),
            "current": name == current,
        }
        for name, label in TABS
    ]
