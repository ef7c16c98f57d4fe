from association.base.models.audit import AuditEntry
from association.base.models.calendar import CalendarDay
from association.base.models.file import StoredFile
from association.base.models.heartbeat import Heartbeat
from association.base.models.job import Job
from association.base.models.letter import Letter
from association.base.models.number import NumberCounter
from association.base.models.outbox import OutboxRow
from association.base.models.seal import AuditHorizon, AuditSeal

__all__ = [
    "AuditEntry",
    "AuditHorizon",
    "AuditSeal",
    "CalendarDay",
    "Heartbeat",
    "Job",
    "Letter",
    "NumberCounter",
    "OutboxRow",
    "StoredFile",
]
