from training.models.archive import ArchiveItem, ArchiveSeal, ArchiveTick, RetentionClass
from training.models.batch import (
    BatchAnswer,
    BatchLine,
    IssuingBody,
    NationalNumber,
    SettlementLine,
    SubBatch,
)
from training.models.collection import Pickup, Slot, SlotChoice, Undelivered
from training.models.course import QuotaRule, Teacher, TrainingClass
from training.models.enrolment import Attendance, Enrolment, Evidence, Override
from training.models.reservation import Reservation
from training.models.ruleset import RuleSet
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
    "Enrolment",
    "Evidence",
    "IssuingBody",
    "NationalNumber",
    "Override",
    "Photo",
    "PhotoProfile",
    "Pickup",
    "QuotaRule",
    "Reservation",
    "RetentionClass",
    "RuleSet",
    "SettlementLine",
    "Slot",
    "SlotChoice",
    "SubBatch",
    "Teacher",
    "Team",
    "TeamContact",
    "TeamInvitation",
    "Trainee",
    "TrainingClass",
    "Undelivered",
]
