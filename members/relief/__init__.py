"""Relief of dues: simulated, decided, posted."""

from members.relief.policies import Activated, activate, end, expected, in_force, post, posted

__all__ = ["Activated", "activate", "end", "expected", "in_force", "post", "posted"]
