"""What became of a submission, told to whoever handed it in: in the portal, and by mail where they
left an address. What came by mail is answered by mail, by hand."""

from typing import Any

from association.base import clock, outbox
from association.base.models import OutboxRow
from bulletin.enums import SubmissionState
from bulletin.models import Article, Submission

NO_MAIL = "没有登记邮箱"
_RULE = "bulletin.decided"
_PUBLISHED = "bulletin.published"
_SAID = {
    SubmissionState.RETURNED: (
        "请修改后再投",
        "请按下面的意见修改，改好后在“会刊投稿”里重新投稿。",
    ),
    SubmissionState.ACCEPTED: ("已采用", "稿件已采用，编辑可能作文字处理。刊出后另行告知。"),
    SubmissionState.DECLINED: ("未采用", "感谢来稿。这次没有采用，理由如下。"),
}
Channel = OutboxRow.Channel


def decided(submission: Submission, *, reason: str) -> None:
    """Once a decision: one that is sent back twice is told twice."""
    word, said = _SAID[SubmissionState(submission.state)]
    _tell(
        submission,
        rule=f"{_RULE}:{submission.state}:{submission.since.timestamp():.0f}",
        word=word,
        text=f"{said}\n\n{reason}".strip(),
    )


def published(article: Article, *, address: str) -> None:
    """Once: whoever handed it in reads where it appeared."""
    if article.submission:
        text = f"您的稿件已经刊出，题为《{article.title}》。\n\n{address}"
        _tell(article.submission, rule=_PUBLISHED, word="已刊出", text=text)


def _tell(submission: Submission, *, rule: str, word: str, text: str) -> None:
    person = submission.submitter
    if person is None:
        return
    told: dict[str, Any] = {
        "rule": rule,
        "obj": submission,
        "due_on": clock.today(),
        "recipient_key": f"user:{person.pk}",
    }
    subject = f"{submission.number}《{submission.title}》{word}"
    outbox.enqueue(channel=Channel.PORTAL, person=person, subject=subject, body=text, **told)
    if person.email:
        outbox.enqueue(
            channel=Channel.EMAIL, person=person, address=person.email, subject=subject,
            body=text, **told,
        )  # fmt: skip
    else:
        outbox.skip(channel=Channel.EMAIL, reason=NO_MAIL, **told)
