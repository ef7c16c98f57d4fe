"""What became of a submission, told to whoever handed it in: in the portal, and by mail where they
left an address. What came by mail is answered by mail, by hand."""

from typing import Any

from association.base import clock, outbox
from association.base.models import OutboxRow
from bulletin.enums import SubmissionState
from bulletin.models import IssueItem, Submission

NO_MAIL = "没有登记邮箱"
_RULE = "bulletin.decided"
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
    person = submission.submitter
    if person is None:
        return
    word, said = _SAID[SubmissionState(submission.state)]
    told: dict[str, Any] = {
        "rule": f"{_RULE}:{submission.state}:{submission.since.timestamp():.0f}",
        "obj": submission,
        "due_on": clock.today(),
        "recipient_key": f"user:{person.pk}",
    }
    subject = f"{submission.number}《{submission.title}》{word}"
    text = f"{said}\n\n{reason}".strip()
    outbox.enqueue(channel=Channel.PORTAL, person=person, subject=subject, body=text, **told)
    if person.email:
        outbox.enqueue(
            channel=Channel.EMAIL, person=person, address=person.email, subject=subject,
            body=text, **told,
        )  # fmt: skip
    else:
        outbox.skip(channel=Channel.EMAIL, reason=NO_MAIL, **told)


def printed(item: IssueItem) -> None:
    """Once an issue: the author reads on which page the piece stands."""
    submission = item.article.submission
    person = submission.submitter if submission else None
    if submission is None or person is None:
        return
    told: dict[str, Any] = {
        "rule": f"bulletin.printed:{item.issue_id}",
        "obj": submission,
        "due_on": clock.today(),
        "recipient_key": f"user:{person.pk}",
    }
    subject = f"{submission.number}《{item.article.title}》已刊出"
    page = f"第 {item.first_page} 页" if item.first_page else f"“{item.under}”栏目"
    text = f"您的稿件已刊登在会刊 {item.issue}，{page}。感谢您的来稿。"
    outbox.enqueue(channel=Channel.PORTAL, person=person, subject=subject, body=text, **told)
    if person.email:
        outbox.enqueue(
            channel=Channel.EMAIL, person=person, address=person.email, subject=subject,
            body=text, **told,
        )  # fmt: skip
    else:
        outbox.skip(channel=Channel.EMAIL, reason=NO_MAIL, **told)
