"""Within the admin site's names: ``admin:training_…``."""

from typing import Any

urlpatterns: list[Any] = []
