"""Relief of dues: simulated, decided, posted."""

from members.relief.policies import activate, end, expected, in_force, post, posted

__all__ = ["activate", "end", "expected", "in_force", "post", "posted"]
