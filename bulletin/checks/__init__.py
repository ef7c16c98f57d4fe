"""What an editor is told on every save: words, pictures, signatures, sources, links."""

from bulletin.checks.findings import Finding
from bulletin.checks.running import blocking, run
from bulletin.checks.waiving import waive

__all__ = ["Finding", "blocking", "run", "waive"]
