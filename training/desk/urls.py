"""Within the admin site's names: ``admin:training_…``."""

from typing import Any

from django.urls import path

from training.desk import assessment, marks, panel, results

urlpatterns: list[Any] = [
    path("classes/<int:pk>/assessment/", assessment.board, name="training_class_assessment"),
    path("classes/<int:pk>/assessment/add/", assessment.add, name="training_sitting_add"),
    path("classes/<int:pk>/assessment/publish/", results.publish, name="training_publish"),
    path("sittings/<int:pk>/", assessment.sitting, name="training_sitting"),
    path("sittings/<int:pk>/change/", assessment.change, name="training_sitting_edit"),
    path("sittings/<int:pk>/seat/", assessment.seat, name="training_sitting_seat"),
    path("sittings/<int:pk>/slips/", assessment.sitting_slips, name="training_sitting_slips"),
    path("sittings/<int:pk>/lock/", assessment.lock, name="training_sitting_lock"),
    path("sittings/<int:pk>/entry/", marks.entry, name="training_sitting_entry"),
    path("sittings/<int:pk>/sheet/", marks.sheet, name="training_sitting_sheet"),
    path("sittings/<int:pk>/upload/", marks.upload, name="training_sitting_upload"),
    path("places/<int:pk>/move/", assessment.move, name="training_place_move"),
    path("places/<int:pk>/slip/", assessment.slip, name="training_place_slip"),
    path("places/<int:pk>/settle/", marks.settle, name="training_place_settle"),
    path("sittings/<int:pk>/panel/", panel.page, name="training_panel"),
    path("sittings/<int:pk>/panel/add/", panel.add, name="training_panel_add"),
    path("panel/<int:pk>/declare/", panel.declare, name="training_panel_declare"),
    path("panel/<int:pk>/recuse/", panel.recuse, name="training_panel_recuse"),
    path("enrolments/<int:pk>/resit/", results.resit, name="training_resit"),
    path("results/<int:pk>/correct/", results.correct, name="training_result_correct"),
    path("corrections/<int:pk>/", results.correction, name="training_correction"),
]
