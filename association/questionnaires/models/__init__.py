from association.questionnaires.models.questionnaire import Question, Questionnaire
from association.questionnaires.models.response import Response, ResponseFile

__all__ = ["Question", "Questionnaire", "Response", "ResponseFile"]
