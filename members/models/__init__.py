from members.models.body import Body, BodyTerm, Seat
from members.models.catalogue import Service, ServicePrice
from members.models.certificate import Certificate
from members.models.change import ChangeRequest
from members.models.contact import Contact
from members.models.credit import CarriedCredit, Refund
from members.models.dealing import Dealing
from members.models.discount import DiscountPolicy
from members.models.dues import Assessment, AssessmentRun, Extension, LedgerEntry
from members.models.examination import Examination
from members.models.joining import JoiningApplication, LapseProposal
from members.models.joining_step import FinishedStep, JoiningStep
from members.models.meeting import Attendance, Meeting
from members.models.member import Member
from members.models.motion import Ballot, Motion, Recusal
from members.models.need import Need, NeedsCampaign, NeedsCard, NeedTopic
from members.models.needs_meeting import MeetingNeed, NeedsMeeting
from members.models.order import OrderPaper, OrderStep, ServiceOrder
from members.models.payment import Allocation, Payment
from members.models.policy import ReliefPolicy
from members.models.position import DuesPosition
from members.models.published import PublishedAccounts
from members.models.receipt import FiscalReceipt
from members.models.register_import import RegisterImport
from members.models.relief_application import ReliefApplication, ReliefOpinion
from members.models.reminder import Reminder, ReminderRule
from members.models.representative import Invitation, Representative
from members.models.resolution import Resolution
from members.models.span import OrganisationTypeRecord, PositionTerm
from members.models.standard import FeeLine, FeeStandard
from members.models.standing import StateChange
from members.models.voucher import TransferVoucher

__all__ = [
    "Allocation",
    "Assessment",
    "AssessmentRun",
    "Attendance",
    "Ballot",
    "Body",
    "BodyTerm",
    "CarriedCredit",
    "Certificate",
    "ChangeRequest",
    "Contact",
    "Dealing",
    "DiscountPolicy",
    "DuesPosition",
    "Examination",
    "Extension",
    "FeeLine",
    "FeeStandard",
    "FinishedStep",
    "FiscalReceipt",
    "Invitation",
    "JoiningApplication",
    "JoiningStep",
    "LapseProposal",
    "LedgerEntry",
    "Meeting",
    "MeetingNeed",
    "Member",
    "Motion",
    "Need",
    "NeedTopic",
    "NeedsCampaign",
    "NeedsCard",
    "NeedsMeeting",
    "OrderPaper",
    "OrderStep",
    "OrganisationTypeRecord",
    "Payment",
    "PositionTerm",
    "PublishedAccounts",
    "Recusal",
    "Refund",
    "RegisterImport",
    "ReliefApplication",
    "ReliefOpinion",
    "ReliefPolicy",
    "Reminder",
    "ReminderRule",
    "Representative",
    "Resolution",
    "Seat",
    "Service",
    "ServiceOrder",
    "ServicePrice",
    "StateChange",
    "TransferVoucher",
]
