from training.models.archive import ArchiveItem, ArchiveSeal, ArchiveTick, RetentionClass
from training.models.assessment import PanelRule, PassMark, ResitRule
from training.models.batch import (
    BatchAnswer,
    BatchLine,
    IssuingBody,
    NationalNumber,
    SettlementLine,
    SubBatch,
)
from training.models.certificate import TrainingCertificate
from training.models.collection import Pickup, Slot, SlotChoice, Undelivered
from training.models.course import QuotaRule, Teacher, TrainingClass
from training.models.enrolment import Attendance, Enrolment, Evidence, Override
from training.models.panel import PanelMark, PanelMember, PanelRecusal
from training.models.reminder import TrainingReminder, TrainingReminderRule
from training.models.reservation import Reservation
from training.models.result import Correction, Publication, Resit, Result, ResultPart
from training.models.roster import RosterUpload
from training.models.ruleset import RuleSet
from training.models.sitting import MarkEntry, Place, Sitting
from training.models.team import Team, TeamContact, TeamInvitation
from training.models.trainee import Consent, Photo, PhotoProfile, Trainee

__all__ = [
    "ArchiveItem",
    "ArchiveSeal",
    "ArchiveTick",
    "Attendance",
    "BatchAnswer",
    "BatchLine",
    "Consent",
    "Correction",
    "Enrolment",
    "Evidence",
    "IssuingBody",
    "MarkEntry",
    "NationalNumber",
    "Override",
    "PanelMark",
    "PanelMember",
    "PanelRecusal",
    "PanelRule",
    "PassMark",
    "Photo",
    "PhotoProfile",
    "Pickup",
    "Place",
    "Publication",
    "QuotaRule",
    "Reservation",
    "Resit",
    "ResitRule",
    "Result",
    "ResultPart",
    "RetentionClass",
    "RosterUpload",
    "RuleSet",
    "SettlementLine",
    "Sitting",
    "Slot",
    "SlotChoice",
    "SubBatch",
    "Teacher",
    "Team",
    "TeamContact",
    "TeamInvitation",
    "Trainee",
    "TrainingCertificate",
    "TrainingClass",
    "TrainingReminder",
    "TrainingReminderRule",
    "Undelivered",
]
