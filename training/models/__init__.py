from training.models.course import QuotaRule, Teacher, TrainingClass
from training.models.enrolment import Attendance, Enrolment, Evidence, Override
from training.models.reminder import TrainingReminder, TrainingReminderRule
from training.models.reservation import Reservation
from training.models.roster import RosterUpload
from training.models.ruleset import RuleSet
from training.models.team import Team, TeamContact, TeamInvitation
from training.models.trainee import Consent, Photo, PhotoProfile, Trainee

__all__ = [
    "Attendance",
    "Consent",
    "Enrolment",
    "Evidence",
    "Override",
    "Photo",
    "PhotoProfile",
    "QuotaRule",
    "Reservation",
    "RosterUpload",
    "RuleSet",
    "Teacher",
    "Team",
    "TeamContact",
    "TeamInvitation",
    "Trainee",
    "TrainingClass",
    "TrainingReminder",
    "TrainingReminderRule",
]
