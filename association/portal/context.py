"""What every page's frame shows: the house, where one is, who one is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse

from association.accounts.models import User
from association.base import clock, outbox
from association.base.templatetags.ui import shortday
from association.portal.demo.cast import LOGINS
from bulletin import queries
from bulletin.models import Contributor
from members.governance import delegates
from members.portal.access import acts_for_some, note_nobody, representations, sits
from standardization.models import Expert, OrganisationUser
from training.models import TeamContact


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the bar. It is current on its own page and below its prefixes."""

    label: str
    name: str
    below: tuple[str, ...] = ()
    permission: str = ""
    """Shown only to those who get in."""
    instead: str = ""
    """Not shown to those who hold this permission: they have a better way in."""


LIBRARY = ("standards/", "imports/", "versions/")
REVIEWS = (
    "cases/", "proposals/", "assignments/", "experts/", "organisations/", "batches/", "visits/",
    "vehicles/", "findings/", "notices/", "objections/", "grades/",
    "board/", "accidents/", "bans/", "reviewreminderrule/",
)  # fmt: skip
DESK = (
    Place("工作台", "admin:index"),
    Place(
        "会员",
        "admin:members_member_changelist",
        (
            "/admin/members/member/",
            "/admin/members/import/",
            "/admin/members/changerequest/",
            "/admin/members/joining/",
            "/admin/members/joiningstep/",
            "/admin/members/lapses/",
        ),
        "members.view_member",
    ),
    Place(
        "会费",
        "admin:members_dues",
        (
            "/admin/members/dues/",
            "/admin/members/money/",
            "/admin/members/feestandard/",
            "/admin/members/reminders/",
            "/admin/members/reminderrule/",
        ),
        "members.view_assessment",
    ),
    Place(
        "缴款",
        "admin:members_payments",
        ("/admin/members/payments/",),
        "members.view_payment",
    ),
    Place(
        "减免",
        "admin:members_policies",
        ("/admin/members/reliefpolicy/", "/admin/members/policies/"),
        "members.view_reliefpolicy",
    ),
    Place(
        "会议",
        "admin:members_meetings",
        (
            "/admin/members/meetings/",
            "/admin/members/motions/",
            "/admin/members/bod",
            "/admin/members/terms/",
            "/admin/members/seats/",
            "/admin/members/resolution/",
        ),
        "members.view_meeting",
    ),
    Place(
        "服务",
        "admin:members_orders",
        (
            "/admin/members/orders/",
            "/admin/members/services/",
            "/admin/members/discounts/",
            "/admin/members/discountpolicy/",
        ),
        "members.view_serviceorder",
    ),
    Place(
        "问需",
        "admin:members_needs",
        ("/admin/members/needs/", "/admin/members/needtopic/"),
        "members.view_need",
    ),
    Place(
        "救援员",
        "admin:training_classes",
        ("/admin/training/",),
        "training.view_trainingclass",
    ),
    Place(
        "救援员",
        "admin:training_ruleset_changelist",
        ("/admin/training/",),
        "training.view_ruleset",
        instead="training.view_trainingclass",
    ),
    Place(
        "标准化",
        "admin:standardization_cases",
        tuple(f"/admin/standardization/{each}" for each in REVIEWS),
        "standardization.view_case",
    ),
    Place(
        "培训经费",
        "admin:training_settlements",
        ("/admin/training/settlements/",),
        "training.settle_settlementline",
    ),
    Place(
        "标准库",
        "admin:standardization_standards",
        tuple(f"/admin/standardization/{each}" for each in LIBRARY),
        "standardization.view_standard",
    ),
    Place(
        "会刊",
        "admin:bulletin_submissions",
        ("/admin/bulletin/",),
        "bulletin.sort_submission",
    ),
    Place(
        "会刊",
        "admin:bulletin_articles",
        ("/admin/bulletin/",),
        "bulletin.review_final",
        instead="bulletin.sort_submission",
    ),
    Place(
        "会刊",
        "admin:bulletin_articles",
        ("/admin/bulletin/",),
        "bulletin.review_second",
        instead="bulletin.sort_submission",
    ),
    Place("通知", "admin:bulletin_notices", ("/admin/notices/",), "bulletin.keep_notice"),
    Place("账号", "admin:accounts_user_changelist", ("/admin/accounts/",), "accounts.view_user"),
    Place("记录", "admin:audit", ("/admin/audit/",), "base.view_auditentry"),
)
MEMBER = (
    Place("待办", "portal"),
    Place("会费", "members:dues", ("/portal/dues/", "/portal/payments/")),
    Place("服务", "members:services", ("/portal/services/", "/portal/needs/")),
    Place("标准化", "standardization:company_cases", ("/portal/review/",)),
    Place("通知", "bulletin:my_notices", ("/portal/notices/",)),
    Place("会刊投稿", "bulletin:submissions", ("/portal/bulletin/",)),
    Place("单位资料", "members:company", ("/portal/company/",)),
    Place("单位用户", "members:colleagues", ("/portal/colleagues/",)),
)
VOTES = Place("表决", "members:votes", ("/portal/votes/",))
AUTHOR = Place("会刊投稿", "bulletin:submissions", ("/portal/bulletin/",))
TEAMS = Place("救援队伍", "training:teams", ("/portal/team/",))
OFFICE = Place("评审案件", "standardization:offices", ("/portal/office/",))
EXPERT = (
    Place("评审任务", "standardization:expert_home", ("/expert/assignments/",)),
    Place("现场工作", "standardization:expert_visits", ("/expert/visits/",)),
)
PUBLIC = (
    Place("首页", "home"),
    Place("入会", "members:joining", ("/membership/",)),
    Place("信息公开", "members:disclosed_dues", ("/disclosure/",)),
    Place("证书查询", "credentials:verify", ("/verify/",)),
    Place("应急救援员", "training:classes", ("/training/",)),
    Place("标准化", "standardization:notices", ("/review/notices/", "/review/grades/")),
    Place("通知公告", "bulletin:notices", ("/notices/",)),
    Place("会刊", "bulletin:front", ("/bulletin/",)),
)

FOOT = (
    Place("会费收支公示", "members:disclosed_dues"),
    Place("收费目录", "members:disclosed_charges"),
)
"""What everybody may read, from every page."""


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    url: str
    current: bool


def _place(path: str) -> tuple[str, tuple[Place, ...]]:
    if path.startswith("/admin/"):
        return "秘书处", DESK
    if path.startswith("/expert/"):
        return "专家", MEMBER
    if path.startswith("/portal/"):
        return "会员服务", MEMBER
    return "", PUBLIC


def _navigation(path: str, places: tuple[Place, ...], user: Any) -> Iterator[NavItem]:
    for place in places:
        if place.permission and not user.has_perm(place.permission):
            continue
        if place.instead and user.has_perm(place.instead):
            continue
        url = reverse(place.name)
        yield NavItem(place.label, url, path == url or path.startswith(place.below))


def _user_label(user: Any) -> str:
    return f"{user} · {user.department}" if user.is_staff and user.department_id else str(user)


def _switch_url(request: HttpRequest) -> str:
    """Who acts for several members can change over; asks nothing that the page hasn't asked."""
    return reverse("members:switch") if len(representations(request)) > 1 else ""


@dataclass(frozen=True, slots=True)
class Doings:
    """What the frame of the portal asks about a person beside whom they act for."""

    unread: int
    contact: bool
    """Acts for a rescue team."""
    office: bool
    """Acts for a review organisation, or an office of the bureau."""
    is_expert: bool
    author: bool
    """Writes for the bulletin as a company's employee."""
    offered: int
    """Pieces that such employees wrote for a company of this person's, who hands them in."""


_ASKED = ("unread", "contact", "office", "is_expert", "author", "offered")


def doings(request: HttpRequest) -> Doings:
    """All in one query, and once a request: every page of the portal pays for it. Who acts for no
    member is asked nothing else; of the others ``representations`` knows more."""
    known: Doings | None = getattr(request, "_doings", None)
    if known is None:
        user: Any = request.user
        row = (
            User.objects.filter(pk=user.pk)
            .annotate(
                unread=Subquery(outbox.unread_counted(user)),
                contact=Exists(TeamContact.objects.filter(user=user.pk, ended_at__isnull=True)),
                office=Exists(OrganisationUser.objects.filter(user=user.pk, ended_at__isnull=True)),
                is_expert=Exists(Expert.objects.filter(user=user.pk)),
                author=Exists(Contributor.objects.filter(user=user.pk, ended_at__isnull=True)),
                acts=acts_for_some(user),
                sits=Exists(delegates.seats_of(user)),
            )
            .annotate(offered=Subquery(queries.offered_to(OuterRef(OuterRef("pk")))))
            .values(*_ASKED, "acts", "sits")
            .get()
        )
        if not row["acts"]:
            note_nobody(request, sits=row["sits"])
        known = Doings(**{name: row[name] or 0 for name in _ASKED})
        request._doings = known  # type: ignore[attr-defined]  # noqa: SLF001 - our own note
    return known


def _own(request: HttpRequest) -> tuple[Place, ...]:
    """The entries of the portal for this person: a company's, a delegate's, a team's, of each what
    they have. Who has none yet is shown where a company would go."""
    told = doings(request)
    places = MEMBER if representations(request) else ()
    if sits(request):
        places = (*places, VOTES)
    if told.contact:
        places = (*places, TEAMS)
    if told.office:
        places = (*places, OFFICE)
    if told.is_expert:
        places = (*places, *EXPERT)
    if told.author and not representations(request):
        places = (*places, AUTHOR)
    return places or MEMBER


def _badge(request: HttpRequest, *, at_home: bool) -> dict[str, Any]:
    """How many messages this person hasn't read; only where there are any to be read."""
    told = doings(request) if at_home else None
    if not told or not (
        representations(request) or told.contact or told.office or told.is_expert or told.author
    ):
        return {"badge": None, "badge_url": ""}
    return {"badge": told.unread, "badge_url": reverse("portal_messages")}


def frame(request: HttpRequest) -> dict[str, Any]:
    """An error page before the sign-in middleware has no user, and still renders."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    place, entries = _place(request.path)
    if not signed_in:
        entries = PUBLIC
    at_home = entries is MEMBER
    if at_home:
        entries = _own(request)
    return {
        "demo_logins": LOGINS if settings.DEMO else [],
        "second_factor_required": settings.REQUIRE_SECOND_FACTOR,
        "frame": {
            "name": settings.ASSOCIATION_NAME,
            "contact": settings.CONTACT,
            "place": place,
            "nav": list(_navigation(request.path, entries, user)),
            "user_label": _user_label(user) if signed_in else "",
            "open": [{"label": place.label, "url": reverse(place.name)} for place in FOOT],
            "switch_url": _switch_url(request) if at_home else "",
            "sign_in_url": reverse("account_login"),
            "sign_out_url": reverse("account_logout"),
            "large": request.COOKIES.get("size") == "large",
            **_badge(request, at_home=at_home),
            "today": shortday(clock.today()),
            "icp": settings.ICP,
            "ipv6": settings.IPV6,
            "version": settings.VERSION if place == "秘书处" else "",
        },
    }
