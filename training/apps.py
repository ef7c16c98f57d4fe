from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "training"
    verbose_name = "应急救援员"
