"""What an editor is told on every save: words, pictures, signatures, sources, links."""

from bulletin.checks.findings import Finding
from bulletin.checks.running import Known, at_hand, blocking, run
from bulletin.checks.waiving import waive

__all__ = ["Finding", "Known", "at_hand", "blocking", "run", "waive"]
