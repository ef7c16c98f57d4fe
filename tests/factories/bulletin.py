"""Submissions of the bulletin, and a call. Built through the doors."""

from datetime import date
from typing import Any

from association.accounts.models import User
from bulletin import word
from bulletin.enums import Kind
from bulletin.models import Call, Submission
from bulletin.submissions import sorting, writing
from members.models import Member
from tests.factories import cast, texts


def call(**told: Any) -> Call:
    return Call.objects.create(
        **{
            "title": "会刊征稿启事", "text": "题材、体裁不限。", "opens_on": date(2020, 1, 1),
            "contact": "简宁", "phone": "010-00000000", "mailbox": "tougao@example.org", **told,
        }
    )  # fmt: skip


def draft(member: Member | None = None, *, by: User | None = None) -> Submission:
    """安泰's, signed and written, ready to be handed in."""
    by = by or cast.person("antai_admin")
    row = writing.begin(member or cast.company("antai"), by=by)
    fields = {"title": "十分钟班前会", "kind": Kind.METHOD, "authors": "安然"}
    return writing.keep(row, by=by, saves=0, fields=fields, typed=f"一、讲什么\n{texts.SENTENCE}")


def handed_in(member: Member | None = None, *, by: User | None = None) -> Submission:
    by = by or cast.person("antai_admin")
    return writing.hand_in(draft(member, by=by), by=by, rights=True)


def mailed(**told: Any) -> Submission:
    content = texts.document()
    told = {"upload": texts.upload(content), "by": None, "found": word.read(content), **told}
    return sorting.enter_mailed(**told)
