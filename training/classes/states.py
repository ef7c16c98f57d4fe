"""The life of a class as a whole. What a person may do depends on the person's own state: a class
that is issuing certificates doesn't wait for whoever still has an exam to sit."""

from association.base.transitions import Table, Transition
from training.enums import ClassState
from training.rules import may_archive_class, may_run_classes

S = ClassState

CLASSES = Table(
    transitions=(
        Transition("open", "开放报名", (S.DRAFT,), S.ENROLLING, may=may_run_classes),
        Transition("start", "开班", (S.ENROLLING,), S.TRAINING, may=may_run_classes),
        Transition("examine", "进入鉴定", (S.TRAINING,), S.EXAMINING, may=may_run_classes),
        Transition("issue", "进入审核发放", (S.EXAMINING,), S.ISSUING, may=may_run_classes),
        Transition("collect", "进入领证归档", (S.ISSUING,), S.COLLECTING, may=may_run_classes),
        Transition("archive", "归档", (S.COLLECTING,), S.ARCHIVED, may=may_archive_class),
        Transition(
            "cancel", "取消班次", (S.DRAFT, S.ENROLLING), S.CANCELLED,
            may=may_run_classes, reason_needed=True, stops=True,
        ),
    ),
    states=ClassState,
)  # fmt: skip
