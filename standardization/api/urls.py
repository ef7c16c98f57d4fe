from django.urls import path

from standardization.api.score import Score

urlpatterns = [path("score/", Score.as_view(), name="api_score")]
