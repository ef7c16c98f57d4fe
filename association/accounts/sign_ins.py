"""Sessions, as their owner sees them: where one is signed in, and how to end that from here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction

from association.accounts.login_names import masked_phone
from association.accounts.models import SignIn, User
from association.base import audit, clock, context

BEGAN, SEEN, ROW = "began", "seen", "sign_in"
"""What a session itself remembers: when it began, its last click, and its row here."""

GRAIN = timedelta(minutes=1)
"""How exactly the last click is kept: writing it down each time would cost a query each time."""

_BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("HarmonyOS", "鸿蒙"), ("Android", "安卓"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Open:
    row: SignIn
    seen_at: datetime
    current: bool


@transaction.atomic
def begin(user: User, *, session_key: str, agent: str, by_second_factor: bool) -> SignIn:
    """Somebody has signed in; ``agent`` is what their browser calls itself."""
    row = SignIn.objects.create(
        user=user,
        session_key=session_key,
        device=device(agent),
        address=context.current().address,
        by_second_factor=by_second_factor,
        began_at=clock.now(),
    )
    how = {"设备": row.device, "第二重验证": "是" if by_second_factor else "否"}
    audit.record(row, "登录", by=user, after=how, about=user)
    return row


def moved(pk: int, *, session_key: str) -> None:
    """The session got another key, as it does when the password is changed."""
    SignIn.objects.filter(pk=pk, ended_at__isnull=True).update(session_key=session_key)


def open_of(user: User, *, session_key: str | None) -> list[Open]:
    """Where this person is signed in, the latest click first. What ran out is noted as ended."""
    found = []
    for row in SignIn.objects.filter(user=user, ended_at__isnull=True):
        session = _load(row.session_key)
        if not session or overdue(user, session):
            end(row, by=None, how="过期")
            continue
        seen = _moment(session, SEEN) or row.began_at
        found.append(Open(row, seen, current=row.session_key == session_key))
    return sorted(found, key=lambda item: item.seen_at, reverse=True)


def failed(user: User | None, *, login: str) -> None:
    """A wrong password or code is on record: of whom, and from where, never what was typed as it.

    ``login`` is what was typed as the name; of somebody we don't know it is kept masked.
    """
    whom = user or User(name=f"不存在的账号 {masked_login(login)}")
    audit.record(whom, "登录失败", by=None, after={"登录名": masked_login(login)})


def masked_login(login: str) -> str:
    """``179****0000``, ``ba***``: enough to recognise a slip, too little to write to or to call."""
    if login[:1].isalpha() or "@" in login:
        return f"{login[:2]}***"
    return masked_phone(login) if len(login) > 7 else "***"


@transaction.atomic
def end(row: SignIn, *, by: User | None, how: str) -> None:
    """Ends the session, wherever it is, at once; ending an ended one changes nothing."""
    locked = SignIn.objects.select_for_update().get(pk=row.pk)
    if locked.ended_at:
        return
    key = locked.session_key
    locked.session_key, locked.ended_at, locked.ending = "", clock.now(), how
    locked.save(update_fields=["session_key", "ended_at", "ending"])
    audit.record(locked, "结束登录", by=by, after={"方式": how}, about=locked.user)
    session = _store()(key)
    session.delete()
    # Again: whoever read the row before this is committed may have put it back into the cache.
    transaction.on_commit(session.delete)


def end_all(user: User, *, by: User | None, how: str, but: str | None = None) -> int:
    """Ends all sessions of this person but the one with this key. Counts them."""
    rows = SignIn.objects.filter(user=user, ended_at__isnull=True)
    ending = [row for row in rows if but is None or row.session_key != but]
    for row in ending:
        end(row, by=by, how=how)
    return len(ending)


def overdue(user: User, session: Any) -> str:
    """Why this session is over by now, in words; empty while it isn't.

    One that was opened before these rules knows no beginning; its cookie ends it. A clock that
    was set back ends nothing.
    """
    began, seen = _moment(session, BEGAN), _moment(session, SEEN)
    if began is None or seen is None:
        return ""
    now = clock.now()
    if now - began >= settings.SESSION_LIFE:
        return f"登录已满 {settings.SESSION_LIFE // timedelta(hours=1)} 小时"
    idle = settings.STAFF_IDLE if user.is_staff else settings.MEMBER_IDLE
    if now - seen >= idle:
        return f"{idle // timedelta(minutes=1)} 分钟没有操作"
    return ""


def start(session: Any, row: SignIn) -> None:
    session[BEGAN] = session[SEEN] = clock.now().timestamp()
    session[ROW] = row.pk


def note_click(session: Any) -> None:
    """Keeps the time of the click, if the last one kept is a while ago."""
    seen = _moment(session, SEEN)
    if seen is not None and abs(clock.now() - seen) >= GRAIN:
        session[SEEN] = clock.now().timestamp()


def device(agent: str) -> str:
    """``Chrome，Windows``, as far as a browser tells."""
    names = [
        next((name for mark, name in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)
    ]
    return "，".join(filter(None, names)) or "未知设备"


def _moment(session: Any, name: str) -> datetime | None:
    at = session.get(name)
    return datetime.fromtimestamp(at, clock.TZ) if isinstance(at, (int, float)) else None


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore


def _load(key: str) -> Any:
    session = _store()(key) if key else None
    return session if session is not None and session.get("_auth_user_id") else None
