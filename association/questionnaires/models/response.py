"""What was answered. Who holds it, and who may write in it, the app above knows."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from association.base.models import StoredFile
from association.questionnaires.enums import ResponseState
from association.questionnaires.models.questionnaire import Question, Questionnaire


class Response(models.Model):
    """``values`` by the questions' keys, as ``asking.reading`` writes them. ``saves`` counts the
    saves, so that two open pages don't write over each other. Signed, it stays as it is until it is
    opened again."""

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="responses")
    values = models.JSONField("答案", default=dict)
    state = models.CharField(
        "状态", max_length=6, choices=ResponseState.choices, default=ResponseState.DRAFT
    )
    saves = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField("最后保存时间")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField("签交时间", null=True, blank=True)

    class Meta:
        verbose_name = "答卷"
        verbose_name_plural = "答卷"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", signed_at__isnull=True)
                | Q(state="signed", signed_at__isnull=False),
                name="response_signed_at_a_moment",
                violation_error_message="签交的答卷须记下签交时间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} 答卷"

    @property
    def is_draft(self) -> bool:
        return self.state == ResponseState.DRAFT


class ResponseFile(models.Model):
    """A file handed in with one question."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="files")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "答卷文件"
        verbose_name_plural = "答卷文件"
        ordering = ["response", "question", "id"]

    def __str__(self) -> str:
        return self.file.name
