from training.models.assessment import PanelRule, PassMark, ResitRule
from training.models.certificate import TrainingCertificate
from training.models.course import QuotaRule, Teacher, TrainingClass
from training.models.enrolment import Attendance, Enrolment, Evidence, Override
from training.models.panel import PanelMark, PanelMember, PanelRecusal
from training.models.reservation import Reservation
from training.models.result import Correction, Publication, Resit, Result, ResultPart
from training.models.ruleset import RuleSet
from training.models.sitting import MarkEntry, Place, Sitting
from training.models.team import Team, TeamContact, TeamInvitation
from training.models.trainee import Consent, Photo, PhotoProfile, Trainee

__all__ = [
    "Attendance",
    "Consent",
    "Correction",
    "Enrolment",
    "Evidence",
    "MarkEntry",
    "Override",
    "PanelMark",
    "PanelMember",
    "PanelRecusal",
    "PanelRule",
    "PassMark",
    "Photo",
    "PhotoProfile",
    "Place",
    "Publication",
    "QuotaRule",
    "Reservation",
    "Resit",
    "ResitRule",
    "Result",
    "ResultPart",
    "RuleSet",
    "Sitting",
    "Teacher",
    "Team",
    "TeamContact",
    "TeamInvitation",
    "Trainee",
    "TrainingCertificate",
    "TrainingClass",
]
