from django.apps import AppConfig


class AssociationConfig(AppConfig):
    """No models; wherever Django is set up, the Celery app is there.

    Every ``shared_task`` binds to it then: else a task would quietly look for a broker on AMQP's
    default port. The launcher, which rings for nobody, doesn't import Celery.
    """

    name = "association"
    verbose_name = "协会"

    def ready(self) -> None:
        import association.celery  # noqa: F401, PLC0415 - it reads the settings
