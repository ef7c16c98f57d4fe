"""Who gets through which door: every named address of the portal, one row each.

To add a page, add its row here; until then ``test_urls.py`` fails and names it. The
secretariat's screens stand in ``access_desk.py``.

* ``Public``, ``SignedIn``, ``Portal`` or ``Desk`` says how those who aren't let in are turned away
  (``doors.py``); the second column says who is let in, by the roles of ``factories/cast.py``.
* ``at=`` makes the object (``objects.py``): 安泰's wherever it is a member's. So 恒远's and 广和's
  people, who aren't in the row, must get a 404; an ``at`` without any object is 404 for everybody.
* ``foreign=`` names things that don't belong together, as a contact of 广和 below 安泰.
* ``answer=`` is what those let in are told if it isn't 200, ``sends=`` makes it a POST.
* ``Machine`` is for other systems: whoever comes with a session instead of a token is told 401.
* A model of the stock admin is one row of ``STOCK``.
"""

from association.base.models import CalendarDay
from tests.architecture import access_bulletin as bulletin
from tests.architecture import access_members_needs as needs
from tests.architecture import access_notices, access_training_batches, access_training_certificates
from tests.architecture import access_standardization as standardization
from tests.architecture import access_training_people as training_people
from tests.architecture.access_bulletin_mailing import MAILING
from tests.architecture.access_desk import DESK
from tests.architecture.access_training_assessment import ASSESSMENT, ASSESSMENT_STOCK
from tests.architecture.access_training_classes import TRAINING_CLASSES
from tests.architecture.allowed import (
    ADMINS,
    ALL_SIGNED_IN,
    ANTAI,
    ANTAI_ADMIN,
    EVERYBODY,
    MONEY,
    SERVICES,
    TRAINING,
)
from tests.architecture.doors import (
    Delegates,
    Desk,
    Door,
    Machine,
    Personal,
    Portal,
    Public,
    SignedIn,
    Stock,
)
from tests.architecture.objects import (
    api_token,
    certificate,
    change,
    contact,
    deputy,
    invitation,
    key,
    own_certificate,
    password_key,
    representative,
    token,
)
from tests.architecture.objects_joining import admitted, application_link, review_step
from tests.architecture.objects_meetings import ballot_paper, supervisors_paper
from tests.architecture.objects_money import (
    answered,
    asking,
    backing_resolution,
    message,
    owing,
    paid,
    receipt,
    reminder_rule,
    voucher,
)
from tests.architecture.objects_orders import discount, foreign_paper, order, order_paper, service
from tests.factories import cast, dues, governance, members
from tests.factories.cast import ANONYMOUS, DELEGATES, MEMBER_USERS, OUTSIDERS, STAFF, TEAM_CONTACTS
from training.models import PhotoProfile, QuotaRule, RuleSet

READERS = (*MEMBER_USERS, *TEAM_CONTACTS, *OUTSIDERS)

PUBLIC: list[Door] = [
    Public("home", EVERYBODY),
    Public("healthz", EVERYBODY),
    Public("readyz", EVERYBODY),
    Public("display", EVERYBODY, 302, sends={"next": "/"}),
    Public("keyboard", EVERYBODY),
    Public("members:disclosed_dues", EVERYBODY),
    Public("members:disclosed_charges", EVERYBODY),
    Public("credentials:verify", EVERYBODY),
    Public("credentials:verify_file", EVERYBODY, sends={"sha256": "0" * 64}),
    Public("credentials:qr_keys", EVERYBODY),
    Public("credentials:verify_token", EVERYBODY, at=lambda: {"token": "A" * 22}),
    Public("members:welcome", EVERYBODY, at=lambda: {"token": token()}),
    Public("training:eligibility", EVERYBODY),
    Public("members:joining", EVERYBODY),
    Public("members:joining_begin", EVERYBODY),
    # Whoever holds the link acts, signed in or not.
    Public("members:joining_application", EVERYBODY, at=application_link),
    Public("members:joining_sheet", EVERYBODY, at=application_link),
    Public("members:joining_stamped", EVERYBODY, 422, at=application_link, sends={}),
    Public("members:joining_withdraw", EVERYBODY, 302, at=application_link, sends={}),
    Public("members:joining_again", EVERYBODY, 302, at=application_link, sends={}),
    Public("members:joining_account", EVERYBODY, 302, at=application_link, sends={}),
    Public(
        "members:joining_paper", EVERYBODY, at=lambda: {**application_link(), "which": "licence"}
    ),
]

API: list[Door] = [
    Public("api", EVERYBODY),
    Public("api_schema", EVERYBODY),
    Machine("api_members", ()),
    Machine("api_member", (), at=lambda: {"number": cast.company("antai").number}),
    Machine("api_dues", ()),
    Machine("api_ledger", ()),
    Machine("api_standards", ()),
    Machine("api_eligibility", (), sends={}),
    Machine("api_score", (), sends={}),
]

SIGN_IN: list[Door] = [
    Public("account_login", EVERYBODY, 302, {ANONYMOUS: 200}),
    Public("account_logout", EVERYBODY, 200, {ANONYMOUS: 302}),
    Public("account_inactive", EVERYBODY),
    Public("account_password_link", EVERYBODY, at=lambda: {"key": password_key()}),
    SignedIn("account_reauthenticate", ALL_SIGNED_IN),
    SignedIn("account_change_password", ALL_SIGNED_IN),
    SignedIn("account_devices", ALL_SIGNED_IN),
    SignedIn("account_devices_end", ALL_SIGNED_IN, 302, sends={}),
    SignedIn("account_device_end", ALL_SIGNED_IN, 404, at=lambda: {"pk": 0}, sends={}),
    # The second factor: pages of one's own, most of them only after proving oneself again.
    SignedIn("mfa_index", ALL_SIGNED_IN),
    SignedIn("mfa_authenticate", ALL_SIGNED_IN, 302),
    SignedIn("mfa_reauthenticate", ALL_SIGNED_IN, 302),
    SignedIn("mfa_activate_totp", ALL_SIGNED_IN, 302),
    SignedIn("mfa_deactivate_totp", ALL_SIGNED_IN, 404),
    SignedIn("mfa_view_recovery_codes", ALL_SIGNED_IN, 404),
    SignedIn("mfa_generate_recovery_codes", ALL_SIGNED_IN, 302),
    SignedIn("mfa_download_recovery_codes", ALL_SIGNED_IN, 404),
    SignedIn("mfa_list_webauthn", ALL_SIGNED_IN),
    SignedIn("mfa_add_webauthn", ALL_SIGNED_IN, 302),
    SignedIn("mfa_reauthenticate_webauthn", ALL_SIGNED_IN, 302),
    SignedIn("mfa_edit_webauthn", ALL_SIGNED_IN, 404, at=lambda: {"pk": 0}),
    SignedIn("mfa_remove_webauthn", ALL_SIGNED_IN, 404, at=lambda: {"pk": 0}),
]

PORTAL: list[Door] = [
    # Who acts for a team alone, or reviews, is at home there, and has messages to read.
    Portal("portal", READERS, answers=dict.fromkeys((*TEAM_CONTACTS, *OUTSIDERS), 302)),
    Portal("portal_messages", READERS),
    Portal("portal_messages_read", READERS, 302, sends={}),
    Personal("portal_message", ANTAI_ADMIN, at=lambda: key(message("antai"))),
    Portal("members:switch", MEMBER_USERS),
    Portal("members:dues", MEMBER_USERS),
    Portal("members:dues_notice", ANTAI, at=lambda: owing("antai")),
    Portal("members:dues_resolution", ANTAI, at=lambda: key(backing_resolution("antai"))),
    Portal("members:payments", MEMBER_USERS),
    Portal("members:voucher_add", MEMBER_USERS),
    Portal("members:voucher_file", ANTAI, at=lambda: key(voucher("antai"))),
    Portal("members:voucher_withdraw", ANTAI, 302, at=lambda: key(voucher("antai")), sends={}),
    Portal("members:payment_confirmation", ANTAI, at=lambda: key(paid("antai"))),
    Portal("members:receipt_file", ANTAI, at=lambda: key(receipt("antai"))),
    Portal("members:relief_write", ANTAI, at=lambda: owing("antai")),
    Portal("members:relief_application", ANTAI, at=lambda: key(asking("antai"))),
    Portal("members:relief_withdraw", ANTAI, 302, at=lambda: key(asking("antai")), sends={}),
    Portal("members:relief_letter", ANTAI, at=lambda: key(asking("antai"))),
    Portal("members:relief_reply", ANTAI, at=lambda: key(answered("antai"))),
    Portal("members:certificate", MEMBER_USERS),
    Portal("members:certificate_file", ANTAI, at=own_certificate),
    Portal("members:admission_letter", ANTAI, at=admitted),
    Portal("members:services", MEMBER_USERS),
    Portal("members:benefits", MEMBER_USERS),
    Portal("members:service_request", MEMBER_USERS, at=lambda: key(service())),
    Portal("members:order", ANTAI, at=lambda: key(order("antai"))),
    Portal("members:order_step", ANTAI, at=lambda: {**key(order("antai")), "verb": "agree"}),
    Portal("members:order_paper", ANTAI, at=lambda: order_paper("antai"), foreign=foreign_paper),
    Portal("members:company", MEMBER_USERS),
    Portal("members:company_edit", MEMBER_USERS),
    Portal("members:contact_add", MEMBER_USERS),
    Portal("members:contact_edit", ANTAI, at=lambda: key(contact("antai"))),
    Portal("members:contact_remove", ANTAI, 302, at=lambda: key(contact("antai")), sends={}),
    Portal("members:change_request", MEMBER_USERS),
    Portal("members:change", ANTAI, at=lambda: key(change("antai"))),
    Portal("members:change_withdraw", ANTAI, 302, at=lambda: key(change("antai")), sends={}),
    Portal("members:change_evidence", ANTAI, at=lambda: key(change("antai"))),
    Portal("members:leave", ADMINS),
    Portal("members:colleagues", MEMBER_USERS),
    Portal("members:colleague_invite", ADMINS, 422, sends={}),
    Portal("members:colleague", ANTAI_ADMIN, at=lambda: key(representative("antai"))),
    Portal(
        "members:colleague_role",
        ANTAI_ADMIN,
        302,
        at=lambda: key(representative("antai")),
        sends={"role": "admin"},
    ),
    Portal(
        "members:colleague_end", ANTAI_ADMIN, 422, at=lambda: key(representative("antai")), sends={}
    ),
    Portal(
        "members:colleague_reset",
        ANTAI_ADMIN,
        302,
        at=lambda: key(representative("antai")),
        sends={},
    ),
    Portal(
        "members:invitation_revoke", ANTAI_ADMIN, 302, at=lambda: key(invitation("antai")), sends={}
    ),
]

VOTES: list[Door] = [
    Delegates("members:votes", DELEGATES),
    Delegates(
        "members:vote",
        DELEGATES,  # supervisors read what every body does; a delegate not what supervisors vote on
        at=lambda: {"pk": ballot_paper().meeting_id},
    ),
    Delegates("members:vote_paper", DELEGATES, at=lambda: key(ballot_paper())),
    Delegates(
        "members:ballot",
        ("delegate",),
        302,
        at=lambda: key(ballot_paper()),
        foreign=lambda: key(supervisors_paper()),
        sends={"choice": "in_favour"},
    ),
]


# The stock admin's own pages.
ADMIN: list[Door] = [
    Desk("admin:login", STAFF, 302),
    Desk("admin:logout", STAFF, 302, sends={}),
    Desk("admin:password_change", STAFF, 302),
    Desk("admin:password_change_done", STAFF),
    Desk("admin:autocomplete", ()),  # nobody without naming a field of a page that one may see
    Desk("admin:jsi18n", STAFF),
    Desk("admin:view_on_site", STAFF, 404, at=lambda: {"content_type_id": 0, "object_id": 0}),
    Desk(
        "admin:app_list",
        STAFF,
        404,  # where one may see none of its models there is no such app
        {"general": 200, "head": 200},
        at=lambda: {"app_label": "accounts"},
    ),
]

STOCK: list[Stock] = [
    Stock(
        "accounts.ApiToken",
        make=api_token,
        view=("general", "head"),
        add=("general", "head"),
        change=(),
    ),
    Stock(
        "accounts.Department",
        make=lambda: cast.person("reader").department,
        view=("general",),
        add=("general",),
        change=("general",),
    ),
    Stock(
        "accounts.Deputy",
        make=deputy,
        view=("general", "head"),
        add=("general", "head"),
        change=(),
    ),
    Stock(
        "accounts.User",
        make=lambda: cast.person("reader"),
        view=("general",),
        add=("general",),
        change=("general",),
    ),
    Stock(
        "credentials.Credential",
        make=lambda: certificate("antai").credential,
        view=("social", "head", "training", "safety", "safety_head"),
        add=(),
        change=(),
    ),
    Stock(
        "base.CalendarDay",
        make=lambda: CalendarDay.objects.latest("day"),
        view=("general",),
        add=("general",),
        change=("general",),
    ),
    Stock(
        "members.Resolution",
        make=members.resolution,
        view=MONEY,
        add=("social", "finance"),
        change=("finance",),
    ),
    Stock(
        "members.Body",
        make=lambda: governance.term().body,
        view=MONEY,
        add=(),
        change=("general",),
    ),
    Stock(
        "members.JoiningStep",
        make=review_step,
        view=("general", "social"),
        add=("general",),
        change=("general",),
    ),
    Stock(
        "members.FeeStandard",
        make=dues.draft_standard,
        view=MONEY,
        add=("finance",),
        change=("finance",),
    ),
    Stock(
        "members.DiscountPolicy",
        make=discount,
        view=SERVICES,
        add=("finance",),
        change=("finance",),
        list_answer=302,
    ),
    Stock(
        "members.ReliefPolicy",
        make=dues.draft_policy,
        view=MONEY,
        add=("finance",),
        change=("finance",),
        list_answer=302,
    ),
    Stock(
        "members.ReminderRule",
        make=reminder_rule,
        view=MONEY,
        add=("finance",),
        change=("finance",),
    ),
    Stock(
        "training.RuleSet",
        make=lambda: RuleSet.objects.get(code="yjjyy-2019"),
        view=("head", "business", "training", "reader"),
        add=(),
        change=("head",),
    ),
    Stock(
        "training.QuotaRule",
        make=lambda: QuotaRule.objects.earliest("since"),
        view=TRAINING,
        add=("training",),
        change=("training",),
    ),
    Stock(
        "training.PhotoProfile",
        make=lambda: PhotoProfile.objects.earliest("pk"),
        view=TRAINING,
        add=("training",),
        change=("training",),
    ),
    Stock(
        "training.TrainingReminderRule",
        make=training_people.reminder_rule,
        view=TRAINING,
        add=("training",),
        change=("training",),
    ),
    *access_training_batches.STOCK,
    *ASSESSMENT_STOCK,
    *standardization.STOCK,
    *bulletin.STOCK,
    *needs.STOCK,
]

DOORS: list[Door] = [
    *PUBLIC,
    *API,
    *SIGN_IN,
    *PORTAL,
    *VOTES,
    *DESK,
    *access_training_certificates.DESK,
    *TRAINING_CLASSES,
    *access_training_batches.DESK,
    *access_training_batches.PORTAL,
    *training_people.DESK,
    *training_people.PORTAL,
    *training_people.PUBLIC,
    *ADMIN,
    *ASSESSMENT,
    *standardization.DOORS,
    *bulletin.DOORS,
    *access_notices.DOORS,
    *MAILING,
    *needs.DOORS,
    *(door for stock in STOCK for door in stock.doors()),
]
