from django.db.models import TextChoices

from association.questionnaires.asking import IN_COLUMNS, LABELS

KINDS = [(kind.value, label) for kind, label in LABELS.items()]
COLUMN_KINDS = [(kind.value, LABELS[kind]) for kind in IN_COLUMNS]


class QuestionnaireState(TextChoices):
    DRAFT = "draft", "草稿"
    FROZEN = "frozen", "已定稿"


class ResponseState(TextChoices):
    DRAFT = "draft", "填写中"
    SIGNED = "signed", "已签交"
