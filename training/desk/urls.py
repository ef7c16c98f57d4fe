"""Within the admin site's names: ``admin:training_…``."""

from django.urls import path

from training.desk import answers, archive, batches, collection, settlements

urlpatterns = [
    path("classes/<int:pk>/batches/", batches.of_class, name="training_class_batches"),
    path("batches/<int:pk>/", batches.batch, name="training_batch"),
    path("batches/<int:pk>/submit/", batches.submit, name="training_batch_submit"),
    path("batches/<int:pk>/discard/", batches.discard, name="training_batch_discard"),
    path("batches/<int:pk>/manifest/", batches.document, name="training_batch_manifest"),
    path("batches/<int:pk>/answer/", answers.upload, name="training_batch_answer"),
    path("batches/<int:pk>/<int:line_pk>/", answers.line, name="training_batch_line"),
    path("batches/<int:pk>/<int:line_pk>/drop/", batches.drop, name="training_batch_drop"),
    path("answers/<int:pk>/", answers.answer, name="training_answer"),
    path("answers/<int:pk>/confirm/", answers.confirm, name="training_answer_confirm"),
    path("answers/<int:pk>/file/", answers.document, name="training_answer_file"),
    path("numbers/<int:pk>/correct/", answers.correct, name="training_number_correct"),
    path("settlements/", settlements.settlements, name="training_settlements"),
    path("settlements/<int:pk>/waive/", settlements.waive, name="training_settlement_waive"),
    path("classes/<int:pk>/collection/", collection.of_class, name="training_class_collection"),
    path("classes/<int:pk>/collection/slot/", collection.slot_add, name="training_slot_add"),
    path(
        "classes/<int:pk>/collection/<int:team_pk>/register/",
        collection.printed,
        name="training_pickup_register",
    ),
    path("pickup/<int:pk>/", collection.pickup, name="training_pickup"),
    path("pickup/<int:pk>/undelivered/", collection.undelivered, name="training_undelivered"),
    path("pickup/<int:pk>/<slug:which>/file/", collection.document, name="training_pickup_file"),
    path("classes/<int:pk>/archive/", archive.of_class, name="training_class_archive"),
    path("classes/<int:pk>/archive/manifest/", archive.manifest, name="training_archive_manifest"),
    path("classes/<int:pk>/archive/verify/", archive.verify, name="training_archive_verify"),
    path("classes/<int:pk>/archive/<int:item_pk>/", archive.tick, name="training_archive_tick"),
    path(
        "classes/<int:pk>/archive/<int:item_pk>/file/",
        archive.document,
        name="training_archive_file",
    ),
]
