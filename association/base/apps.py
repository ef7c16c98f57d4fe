from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "association.base"
    label = "base"
    verbose_name = "底座"
