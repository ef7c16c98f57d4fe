"""What an empty portal already knows: the columns of the issue that members hold in their hands.

Names, English names and order are those of issue 2 of 2020; what it lacks or misprints in the
running head (会员风采, 征稿启事) is our wording, and so are the colours: an editor may change all of it.
"""

from bulletin.checks import known
from bulletin.models import Column

COLUMNS = (
    # slug, name, English name, colour, open to members
    ("news", "要闻资讯", "NewsLetter", "#1f4e79", False),
    ("focus", "安联聚焦", "Association Focus", "#8a2b2b", False),
    ("members", "会员风采", "Member Stories", "#2f6b3c", True),
    ("introduction", "会员推介", "Member introduction", "#7a4b12", True),
    ("class", "应急课堂", "Emergency Class", "#4b3b80", False),
    ("call", "征稿启事", "Call for Papers", "#5a5f66", False),
)


def install() -> None:
    """Idempotent: a column that is there already is left alone, whatever it is called by now."""
    for position, (slug, name, english, colour, is_open) in enumerate(COLUMNS, start=1):
        if not Column.objects.filter(slug=slug).exists():
            Column.objects.get_or_create(
                name=name,
                defaults={
                    "slug": slug, "english": english, "colour": colour,
                    "open_to_members": is_open, "position": position,
                },
            )  # fmt: skip
    known.install()
