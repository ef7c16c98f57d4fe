"""What became of a submission, told to whoever handed it in: in the portal, and by mail where they
left an address. What came by mail is answered by mail, by hand."""

from association.accounts.models import User
from association.base import clock, outbox
from bulletin.enums import SubmissionState
from bulletin.models import Article, IssueItem, Submission

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


def decided(submission: Submission, *, reason: str) -> None:
    """Once a decision: one that is sent back twice is told twice."""
    word, said = _SAID[SubmissionState(submission.state)]
    subject = f"{submission.number}《{submission.title}》{word}"
    _tell_author(submission, subject, f"{said}\n\n{reason}".strip())


def offered(submission: Submission) -> None:
    """To those who act for the company: an employee's piece waits for their word."""
    assert submission.member is not None
    assert submission.submitter is not None
    text = "请在“会刊投稿”里看过后投稿，或退给作者修改。"
    subject = f"{submission.submitter.name}写的《{submission.title}》待单位确认"
    for acting in submission.member.representatives.filter(ended_at=None).select_related("user"):
        _tell(submission, acting.user, subject, text, rule=_once(submission))


def given_back(submission: Submission, *, reason: str) -> None:
    text = f"请按单位的意见修改，改好后再交给单位。\n\n{reason}"
    _tell_author(submission, f"《{submission.title}》请修改", text)


def confirmed(submission: Submission) -> None:
    text = "单位已确认并投给会刊。编辑处理后另行告知。"
    _tell_author(submission, f"《{submission.title}》已投稿", text)


def published(article: Article, *, address: str) -> None:
    """Once: whoever handed it in reads where it appeared."""
    if row := article.submission:
        text = f"您的稿件已经刊出，题为《{article.title}》。\n\n{address}"
        _tell_author(row, f"{row.number}《{row.title}》已刊出", text, rule=_PUBLISHED)


def printed(item: IssueItem) -> None:
    """Once an issue: the author reads on which page the piece stands."""
    if row := item.article.submission:
        page = f"第 {item.first_page} 页" if item.first_page else f"“{item.under}”栏目"
        text = f"您的稿件已刊登在会刊 {item.issue}，{page}。感谢您的来稿。"
        subject = f"{row.number}《{item.article.title}》已刊出"
        _tell_author(row, subject, text, rule=f"bulletin.printed:{item.issue_id}")


def _once(submission: Submission) -> str:
    """A rule for this step of its life: the same step taken again is another."""
    return f"{_RULE}:{submission.state}:{submission.since.timestamp():.0f}"


def _tell_author(submission: Submission, subject: str, text: str, *, rule: str = "") -> None:
    """Whoever handed it in; what came by mail has nobody here."""
    if submission.submitter:
        _tell(submission, submission.submitter, subject, text, rule=rule or _once(submission))


def _tell(submission: Submission, person: User, subject: str, text: str, *, rule: str) -> None:
    outbox.tell(person, rule=rule, obj=submission, due_on=clock.today(), subject=subject, body=text)
