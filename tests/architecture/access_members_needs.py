"""Needs cards in the access table (``access.py`` says how to read and extend it)."""

from association.questionnaires import building, writing
from association.questionnaires.asking import Kind
from members.models import Need, NeedsCampaign, NeedsCard, NeedsMeeting, NeedTopic
from members.needs import campaigns
from tests.architecture.allowed import ANTAI
from tests.architecture.doors import Desk, Door, Portal, Stock
from tests.architecture.objects import ABSENT, Named, key
from tests.factories import cast, papers
from tests.factories import needs as make
from tests.factories.cast import MEMBER_USERS

KEEPERS = ("social",)
STAFF = (
    "social", "finance", "head", "general", "business", "training", "safety", "safety_head", "reader",
)  # fmt: skip


def _topic() -> NeedTopic:
    return make.topic()


def _campaign() -> NeedsCampaign:
    found = NeedsCampaign.objects.filter(state="open").first()
    return found or _published()


def _published() -> NeedsCampaign:
    """With a question that takes a file."""
    row = make.draft()
    building.add_question(
        row.questionnaire, by=None,
        fields={"label": "附件", "kind": Kind.FILE, "required": False},
    )  # fmt: skip
    campaigns.publish(row, by=cast.person("social"))
    return row


def _draft() -> NeedsCampaign:
    return NeedsCampaign.objects.filter(state="draft").first() or make.draft(title="草稿")


def _card(company: str = "antai") -> NeedsCard:
    cast.person(f"{company}_admin")
    return make.card(cast.company(company), _campaign())


def _file(company: str = "antai") -> Named:
    card = _card(company)
    found = card.response.files.first()
    if found is None:
        question = card.response.questionnaire.questions.get(kind=Kind.FILE)
        found = writing.attach(
            card.response, question, upload=papers.licence("说明.pdf"),
            by=cast.person(f"{company}_admin"),
        )  # fmt: skip
    return {"pk": card.pk, "file_pk": found.pk}


def _foreign_file() -> Named:
    return {"pk": _card().pk, "file_pk": _file("guanghe")["file_pk"]}


def _no_file() -> Named:
    return {"pk": _card().pk, "file_pk": ABSENT}


def _need() -> Need:
    _file()
    found = Need.objects.filter(card__member=cast.company("antai")).first()
    return found or _signed().needs.latest("pk")


def _signed() -> NeedsCard:
    return make.signed(cast.company("antai"), make.row("请讲讲双重预防机制", "培训"))


def _meeting() -> NeedsMeeting:
    found = NeedsMeeting.objects.filter(invited__need__card__member=cast.company("antai")).first()
    return found or make.meeting(make.assigned(cast.company("antai"), need=_need()))


STOCK = [
    Stock("members.NeedTopic", make=_topic, view=KEEPERS, add=KEEPERS, change=KEEPERS),
]

DOORS: list[Door] = [
    Portal("members:needs", MEMBER_USERS),
    Portal("members:needs_card", ANTAI, at=lambda: key(_card())),
    Portal("members:needs_card_file", ANTAI, at=_file, foreign=_foreign_file),
    Portal("members:need", ANTAI, at=lambda: key(_need())),
    Portal("members:needs_meeting", ANTAI, at=lambda: key(_meeting())),
    Desk("admin:members_needs", STAFF),
    Desk("admin:members_need", STAFF, at=lambda: key(_need())),
    Desk("admin:members_needs_campaigns", STAFF),
    Desk("admin:members_needs_campaign_add", KEEPERS),
    Desk("admin:members_needs_campaign", STAFF, at=lambda: key(_draft())),
    Desk("admin:members_needs_campaign_edit", KEEPERS, at=lambda: key(_draft())),
    Desk(
        "admin:members_needs_campaign_step", KEEPERS, 302, at=lambda: key(_campaign()),
        sends={"act": "publish"},
    ),
    Desk("admin:members_needs_cards", STAFF, at=lambda: key(_campaign())),
    Desk("admin:members_needs_workbook", STAFF, at=lambda: key(_campaign())),
    Desk("admin:members_needs_card", STAFF, at=lambda: key(_card())),
    Desk("admin:members_needs_card_file", STAFF, at=_file, foreign=_no_file),
    Desk("admin:members_needs_meetings", STAFF),
    Desk("admin:members_needs_meeting_add", STAFF),
    Desk("admin:members_needs_meeting", STAFF, at=lambda: key(_meeting())),
]  # fmt: skip
