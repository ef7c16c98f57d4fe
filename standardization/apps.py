from django.apps import AppConfig


class StandardizationConfig(AppConfig):
    name = "standardization"
    verbose_name = "安全生产标准化"
