"""What the applicant is told by mail, where it left an address. No letter carries the link."""

from django.conf import settings

from association.base import clock, outbox
from association.base.models import OutboxRow
from members.enums import JoiningState
from members.models import JoiningApplication

RULE = "joining"

_SUBJECTS = {
    JoiningState.RETURNED: "入会申请须补正",
    JoiningState.REFUSED: "入会申请未获接纳",
    JoiningState.APPROVED: "入会申请已获接纳",
}
_CLOSING = "请打开您保存的申请链接查看和办理。链接丢失的，请联系社会工作部。"


def tell(application: JoiningApplication) -> None:
    """Owes the applicant a mail about the state reached. Call it in the door's transaction."""
    if not application.email:
        return
    state = JoiningState(application.state)
    outbox.enqueue(
        rule=f"{RULE}-{state.value}",
        obj=application,
        due_on=clock.today(),
        channel=OutboxRow.Channel.EMAIL,
        recipient_key="applicant",
        address=application.email,
        subject=f"{application.name}：{_SUBJECTS[state]}",
        body=_body(application, state),
    )


def _body(application: JoiningApplication, state: JoiningState) -> str:
    lines = [f"{application.contact_name}，您好：", ""]
    if state == JoiningState.APPROVED and application.member:
        lines.append(
            f"{application.name}已被接纳为{settings.ASSOCIATION_NAME}会员，会员编号 "
            f"{application.member.number}。打开申请链接，可以设置登录密码、下载入会通知书、会员证书和缴费通知单。"
        )
    elif state == JoiningState.RETURNED:
        lines.append(f"{application.name}的入会申请须补正：{application.answer}")
    else:
        lines.append(f"{application.name}的入会申请未获接纳。理由：{application.answer}")
    return "\n".join([*lines, "", _CLOSING])
