"""Who may do what. Nothing else decides; screens, doors and templates ask here."""

from association.accounts import deputies
from association.accounts.models import User
from association.accounts.rules import Visitor, staff_with
from members.enums import RepresentativeRole
from members.models import JoiningStep, Member, Need, ServiceOrder

Actor = User | None
"""Whoever writes; None is the system itself."""


may_view_register = staff_with("members.view_member")
may_register = staff_with("members.add_member")
may_amend = staff_with("members.change_member")
may_view_contact_mobile = staff_with("members.view_contact_mobile")
may_move_membership = staff_with("members.change_membership")
may_import = staff_with("members.import_members")
may_export = staff_with("members.export_members")
may_assess = staff_with("members.assess_dues")
may_view_dues = staff_with("members.view_assessment")
may_extend = staff_with("members.grant_extension")
may_view_policies = staff_with("members.view_reliefpolicy")
may_activate_policy = staff_with("members.activate_reliefpolicy")
may_view_relief = staff_with("members.view_reliefapplication")
may_handle_relief = staff_with("members.handle_reliefapplication")
may_review_relief = staff_with("members.review_reliefapplication")
may_settle_relief = staff_with("members.settle_reliefapplication")
may_publish_standard = staff_with("members.publish_feestandard")
may_record_resolution = staff_with("members.add_resolution")
may_keep_seats = staff_with("members.change_seat")
may_hold_meetings = staff_with("members.hold_meeting")
may_decide_motions = staff_with("members.decide_motion")
may_view_meetings = staff_with("members.view_meeting")
may_decide_change = staff_with("members.decide_changerequest")
may_view_reminders = staff_with("members.view_reminderrule")
may_issue_certificate = staff_with("members.issue_certificate")
may_view_payments = staff_with("members.view_payment")
may_enter_payment = staff_with("members.enter_payment")
may_confirm_payment = staff_with("members.confirm_payment")
may_carry_credit = staff_with("members.carry_credit")
may_request_refund = staff_with("members.request_refund")
may_confirm_refund = staff_with("members.confirm_refund")
may_record_receipt = staff_with("members.record_receipt")
may_view_catalogue = staff_with("members.view_service")
may_keep_catalogue = staff_with("members.change_service")
may_view_discounts = staff_with("members.view_discountpolicy")
may_draft_discount = staff_with("members.add_discountpolicy")
may_activate_discount = staff_with("members.activate_discountpolicy")
may_view_orders = staff_with("members.view_serviceorder")
may_settle_order = staff_with("members.settle_serviceorder")
may_assign_order = staff_with("members.assign_serviceorder")
_handles_orders = staff_with("members.handle_serviceorder")
may_handle_joining = staff_with("members.handle_joiningapplication")
may_view_joining = staff_with("members.view_joiningapplication")
_finishes_steps = staff_with("members.finish_joiningstep")
may_admit = staff_with("members.admit_member")
may_propose_lapse = staff_with("members.propose_lapse")
may_draft_accounts = staff_with("members.add_publishedaccounts")
may_publish_accounts = staff_with("members.publish_accounts")
may_view_needs = staff_with("members.view_need")
may_keep_needs = staff_with("members.keep_needs")
may_own_needs = staff_with("members.answer_need")
may_invite_as_staff = staff_with("members.invite_representatives")


def changes_something(user: Visitor) -> bool:
    """Holds any permission beyond looking. Supervisors (监事) and who only looks things up don't:
    whatever they send to a page of the secretariat is refused before it is read."""
    granted = user.get_all_permissions()
    return any(not name.partition(".")[2].startswith("view_") for name in granted)


def represents(user: Visitor, member: Member) -> bool:
    """Acts for this member in the portal, as 单位管理员 or 经办人."""
    return (
        bool(user and user.is_authenticated)
        and member.representatives.filter(user=user, ended_at__isnull=True).exists()
    )


def administers(user: Visitor, member: Member) -> bool:
    """Is an active 单位管理员 of this member."""
    return (
        bool(user and user.is_authenticated)
        and member.representatives.filter(
            user=user, ended_at__isnull=True, role=RepresentativeRole.ADMIN
        ).exists()
    )


def may_end_membership(user: Visitor, member: Member) -> bool:
    """The secretariat by what was decided, and a 单位管理员 the own company's at any time: nobody
    may be kept in the association (国办发〔2020〕21号)."""
    return may_move_membership(user) or administers(user, member)


def may_invite(user: Visitor, member: Member) -> bool:
    return may_invite_as_staff(user) or administers(user, member)


def may_keep_contacts(user: Visitor, member: Member) -> bool:
    return may_amend(user) or may_register(user) or represents(user, member)


def order_departments(user: Visitor) -> set[int]:
    """Whose orders this person handles: those of the own department, and of whoever they stand
    in for today."""
    return own_departments(user) if _handles_orders(user) else set()


def in_charge_of_step(user: User, step: JoiningStep) -> bool:
    """Sits in the department that a step of the joining chain belongs to, or stands in for it."""
    return _finishes_steps(user) and step.department_id in own_departments(user)


def may_finish_step(user: User, step: JoiningStep) -> bool:
    """The department's own people, or whoever handles applications, with the department's word."""
    return in_charge_of_step(user, step) or bool(may_handle_joining(user))


def own_departments(user: User) -> set[int]:
    """The own one, and those of whom this person stands in for today."""
    own = {user.department_id} if user.department_id else set()
    return own | set(
        deputies.active(user)
        .exclude(principal__department=None)
        .values_list("principal__department_id", flat=True)
    )


def may_handle_order(user: Visitor, order: ServiceOrder) -> bool:
    """Quotes, signs, delivers: somebody of the department that owns the order."""
    return user is None or order.department_id in order_departments(user)


def may_answer_order(user: Visitor, order: ServiceOrder) -> bool:
    """Agrees and accepts: the company's own people, or the department with the company's paper."""
    return represents(user, order.member) or may_handle_order(user, order)


def may_handle_need(user: Visitor, need: Need) -> bool:
    """Answers it, passes it on: its owner, the owner's department, or whoever keeps the needs."""
    return bool(may_keep_needs(user)) or (
        bool(may_own_needs(user))
        and (need.owner_id == user.pk or need.department_id in own_departments(user))
    )
