from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "association.questionnaires"
    label = "questionnaires"
    verbose_name = "问卷和报表"
