"""Whether the work gets done: beat, worker, messages, backup, room on the disk."""

from django.conf import settings

from association.portal import readiness
from association.portal.doctor.finding import Check, Finding, fail, notice, ok
from members.models import ReminderRule

HOUR = 3600
GIGABYTE = 1024**3


def _part(name: str) -> readiness.Part:
    return next(part for part in readiness.parts() if part.name == name)


def beat() -> Finding:
    part = _part("beat")
    if part.ok:
        return ok("beat 与 worker 在工作。")
    since = "从未" if part.value is None else f"{part.value:.0f} 秒前"
    return notice(f"beat 最近一次敲钟：{since}。请确认 beat 和 worker 两个进程都在运行。")


def outbox() -> Finding:
    part = _part("outbox")
    if part.ok:
        return ok("没有积压的消息。")
    return notice(f"有消息等了 {part.value or 0:.0f} 秒没有发出：处理办法见 docs/operating.md。")


def jobs() -> Finding:
    part = _part("jobs")
    if part.ok:
        return ok("没有积压的任务。")
    return notice(f"有任务等了 {part.value or 0:.0f} 秒没有人做：请查看 worker 的日志。")


def backup() -> Finding:
    part = _part("backup")
    if part.ok:
        return ok(f"最近一次备份在 {(part.value or 0) / HOUR:.0f} 小时前。")
    since = (
        "还没有做过备份" if part.value is None else f"最近一次备份在 {part.value / HOUR:.0f} 小时前"
    )
    return notice(f"{since}：请每天定时运行 manage.py backup，并把文件移到别的机器。")


def disk() -> Finding:
    part = readiness.disk()
    free = (part.value or 0) / GIGABYTE
    if not part.ok:
        return fail(f"{settings.DATA_DIR} 所在的磁盘只剩 {free:.1f} GB：请清理或扩容。")
    return ok(f"{settings.DATA_DIR} 所在的磁盘还有 {free:.1f} GB。")


def mail() -> Finding:
    if settings.EMAIL_FILE_PATH:
        return notice(f"邮件不会寄出，只写进 {settings.EMAIL_FILE_PATH}：请设 EMAIL_URL。")
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        return notice("EMAIL_FROM 还是 portal@localhost：请设为对方邮件服务器肯收的发件人。")
    return ok(f"邮件经 {settings.EMAIL_HOST} 寄出。")


def reminders() -> Finding:
    active = ReminderRule.objects.filter(active=True).count()
    total = ReminderRule.objects.count()
    if not active:
        return notice(f"{total} 条会费提醒规则都没有启用：需要时由财务在“提醒”里启用。")
    return ok(f"会费提醒规则启用 {active}／{total} 条。")


CHECKS: dict[str, Check] = {
    "beat": beat,
    "消息": outbox,
    "任务": jobs,
    "备份": backup,
    "磁盘": disk,
    "邮件": mail,
    "提醒": reminders,
}
