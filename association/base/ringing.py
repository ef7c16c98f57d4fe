"""What a message through the broker carries along, and the line that its task leaves in the log."""

import logging
import time
from typing import Any

from celery import Celery, Task

from association.base import context

logger = logging.getLogger("portal.task")
HEADER = "portal_request"


class App(Celery):  # type: ignore[misc]  # untyped
    def send_task(self, name: str, *args: Any, **options: Any) -> Any:
        """Every message names the request in which it was sent."""
        if request_id := context.current().request_id:
            options["headers"] = {**(options.get("headers") or {}), HEADER: request_id}
        return super().send_task(name, *args, **options)


class LoggedTask(Task):  # type: ignore[misc]
    """Runs in the surroundings of the request that rang, and leaves one line.

    A sweep that found nothing to do answers 0; it is worth no line.
    """

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        around, begin = context.current(), time.monotonic()
        request_id = getattr(self.request, HEADER, None) or around.request_id
        task_id = self.request.id or ""
        with context.acting(request_id=request_id, address=around.address, task_id=task_id):
            outcome, level = "failed", logging.ERROR
            try:
                answer = super().__call__(*args, **kwargs)
                outcome, level = "done", logging.DEBUG if answer == 0 else logging.INFO
                return answer
            finally:
                spent = round((time.monotonic() - begin) * 1000)
                facts = {"name": self.name, "outcome": outcome, "ms": spent}
                logger.log(level, "task", extra={"facts": facts})
