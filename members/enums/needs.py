from django.db.models import TextChoices


class CampaignState(TextChoices):
    DRAFT = "draft", "筹备中"
    OPEN = "open", "征集中"
    CLOSED = "closed", "已截止"

    @property
    def shape(self) -> str:
        return {"draft": "none", "open": "run", "closed": "ok"}[self.value]


class CardState(TextChoices):
    OPEN = "open", "待签交"
    SIGNED = "signed", "已签交"

    @property
    def shape(self) -> str:
        return "ok" if self is CardState.SIGNED else "due"


class NeedState(TextChoices):
    """Named by what is waited for."""

    NEW = "new", "待分办"
    ASSIGNED = "assigned", "待答复"
    ANSWERED = "answered", "待评价"
    CLOSED = "closed", "已评价"

    @property
    def shape(self) -> str:
        return {"new": "due", "assigned": "run", "answered": "ok", "closed": "ok"}[self.value]


class WantedForm(TextChoices):
    """How a company would like to be helped."""

    ANY = "any", "不限"
    ONE = "one", "一对一"
    GROUP = "group", "小组"
    WRITTEN = "written", "书面"


class NeedsMeetingKind(TextChoices):
    ONE_TO_ONE = "one_to_one", "一对一"
    GROUP = "group", "小组（1+N）"


class NeedsMeetingState(TextChoices):
    PLANNED = "planned", "已约定"
    HELD = "held", "已召开"
    CANCELLED = "cancelled", "已取消"

    @property
    def shape(self) -> str:
        return {"planned": "run", "held": "ok", "cancelled": "none"}[self.value]


class Attends(TextChoices):
    """A company's word on an invitation."""

    ASKED = "asked", "待回复"
    CONFIRMED = "confirmed", "参加"
    DECLINED = "declined", "不参加"

    @property
    def shape(self) -> str:
        return {"asked": "due", "confirmed": "ok", "declined": "none"}[self.value]
