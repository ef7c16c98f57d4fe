from association.base import wording
from association.base.models import OutboxRow
from members.models import ReliefPolicy, ReminderRule, Resolution


def said(row: object, name: str) -> str:
    return wording.value(row, row._meta.get_field(name))  # type: ignore[attr-defined]


def test_yes_and_no_are_said_in_chinese() -> None:
    assert said(Resolution(verified=True), "verified") == "是"
    assert said(Resolution(verified=False), "verified") == "否"


def test_a_choice_is_said_by_its_label() -> None:
    assert said(Resolution(body=Resolution.Body.COUNCIL), "body") == "理事会"


def test_several_choices_are_said_by_their_labels() -> None:
    channels = [OutboxRow.Channel.PORTAL, OutboxRow.Channel.EMAIL]
    assert said(ReminderRule(channels=channels), "channels") == "站内消息、电子邮件"


def test_a_choice_that_is_no_longer_offered_is_said_as_it_was_kept() -> None:
    assert said(ReminderRule(channels=["pigeon"]), "channels") == "pigeon"


def test_what_is_not_recorded_says_nothing() -> None:
    assert said(ReliefPolicy(), "joined_from") == ""
    assert said(ReliefPolicy(tiers=[]), "tiers") == ""
    assert said(ReliefPolicy(), "resolution") == ""


def test_another_row_is_said_by_its_own_name() -> None:
    resolution = Resolution(pk=7, number="测试决〔2020〕3 号", title="减免会费")
    assert said(ReliefPolicy(resolution=resolution), "resolution") == str(resolution)
