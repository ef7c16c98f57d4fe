"""What an empty portal already knows: the columns of the issue that members hold in their hands, and
a masthead to begin with, whose address, phone and mailbox an editor has to fill in.

Names, English names and order are those of issue 2 of 2020; what it lacks or misprints in the
running head (会员风采, 征稿启事) is our wording, and so are the colours: an editor may change all of it.
"""

from datetime import date

from django.conf import settings

from bulletin.checks import known
from bulletin.models import Column, Masthead

COLUMNS = (
    # slug, name, English name, colour, open to members
    ("news", "要闻资讯", "NewsLetter", "#1f4e79", False),
    ("focus", "安联聚焦", "Association Focus", "#8a2b2b", False),
    ("members", "会员风采", "Member Stories", "#2f6b3c", True),
    ("introduction", "会员推介", "Member introduction", "#7a4b12", True),
    ("class", "应急课堂", "Emergency Class", "#4b3b80", False),
    ("call", "征稿启事", "Call for Papers", "#5a5f66", False),
)

SINCE = date(2020, 1, 1)
INTRODUCTION = (
    "{name}是安全生产领域的社会团体，由重视安全的单位自愿组成。我们把会员单位、专家和主管部门连在一起，"
    "让好的做法传得开，让共同的难题有人解。",
    "秘书处办理日常工作，开展安全生产标准化评审、应急救援员培训、政策咨询和行业交流，为会员单位提供从隐患排查"
    "到应急准备的服务。",
    "会刊是会员自己的刊物：传递消息，介绍经验，记下一线的人和事。每一期都有会员单位写的稿件，也期待您的来稿。",
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
    if not Masthead.objects.exists():
        Masthead.objects.get_or_create(
            valid_from=SINCE,
            defaults={
                "name": "安联会刊",
                "published_by": settings.ASSOCIATION_NAME,
                "introduction": [
                    each.format(name=settings.ASSOCIATION_NAME) for each in INTRODUCTION
                ],
                "slogan": "安全工作，感恩有你",
                "address": "北京市",
                "phone": "010-00000000",
                "mailbox": "huikan@example.org",
                "code": f"{settings.PUBLIC_URL}/",
            },
        )
