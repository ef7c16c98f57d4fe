from association.base.models.audit import AuditEntry
from association.base.models.file import StoredFile
from association.base.models.job import Job

__all__ = ["AuditEntry", "Job", "StoredFile"]
