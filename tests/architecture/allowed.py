"""Who is let in, by the roles of ``factories/cast.py``, as the access table names them."""

from tests.factories.cast import ANONYMOUS, ROLES

EVERYBODY = ROLES
ALL_SIGNED_IN = tuple(role for role in ROLES if role != ANONYMOUS)
ADMINS = ("antai_admin", "hengyuan_admin", "guanghe_admin")
ANTAI = ("antai_admin", "antai_agent")
ANTAI_ADMIN = ("antai_admin",)
REGISTER = (
    "social", "finance", "head", "general", "business", "training", "safety", "safety_head",
    "reader", "supervisor",
)  # fmt: skip
MEETINGS = ("social", "general")
SERVICES = ("social", "finance", "head", "general", "business", "supervisor")
JOINING = (
    "social", "finance", "head", "general", "business", "training", "safety", "safety_head", "reader",
)  # fmt: skip
REVIEWS = ("safety", "safety_head", "head")
"""Who looks into cases of standardization."""
TRAINING = ("training", "head")
"""Who looks into the training of rescuers."""
MONEY = ("social", "finance", "head", "general", "supervisor")
