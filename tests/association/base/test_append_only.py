"""The database itself refuses to change what was posted, whoever asks and however."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from association.accounts.models import User
from association.base import audit
from association.base.models import AuditEntry

PROTECTED = [
    *("base_auditentry", "base_auditseal"),
    *("members_ledgerentry", "members_assessment", "members_extension"),
    *("members_statechange", "members_ballot", "members_reliefopinion"),
    *("members_serviceprice", "members_orderstep", "members_orderpaper"),
    "members_examination",
    *("credentials_standing", "credentials_qrkey"),
    *("training_publication", "training_result", "training_resultpart", "training_resit"),
    *("training_pickup", "training_undelivered", "training_archiveseal"),
    *("standardization_authorityact", "standardization_scoresnapshot"),
    *("standardization_declaration", "standardization_independenceoverride"),
    *("standardization_draw", "standardization_readinessrecord", "standardization_incident"),
    *("standardization_answerevent", "standardization_photo", "standardization_signature"),
    *("standardization_rectification", "standardization_verification"),
    *("standardization_commitment", "standardization_lowergradeconsent"),
    "standardization_annualselfreview",
    "standardization_ownitem",
    "standardization_paperscan",
    *("standardization_expertreportversion", "standardization_returnedpart"),
    "standardization_reexaminedreport",
    *("standardization_reportedition", "standardization_reportcopy"),
    *("bulletin_articleversion", "bulletin_review", "bulletin_proof"),
]

# Rows of these change once, or only upwards, as their own tests tell; none ever goes.
GUARDED_OTHERWISE = [
    *("questionnaires_questionnaire", "questionnaires_question"),
    *("questionnaires_response", "questionnaires_responsefile"),
    *("base_numbercounter", "credentials_credential", "training_ruleset"),
    *("training_sitting", "training_place", "training_markentry", "training_correction"),
    *("training_panelmember", "training_panelrecusal", "training_panelmark"),
    *("training_subbatch", "training_batchline", "training_nationalnumber"),
    *("standardization_standardversion", "standardization_element", "standardization_item"),
    *("standardization_deductionrule", "standardization_threshold"),
    "standardization_performancerule",
]


def refused(statement: str) -> str:
    """What the database says to a statement that it doesn't let pass."""
    with (
        pytest.raises(IntegrityError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    return str(error.value)


@pytest.fixture
def entry(lin: User) -> AuditEntry:
    return audit.record(lin, "登录", by=lin)


def test_a_posted_row_cannot_be_updated(entry: AuditEntry) -> None:
    entry.action = "没有登录"
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        entry.save()
    entry.refresh_from_db()
    assert entry.action == "登录"


def test_a_posted_row_cannot_be_deleted(entry: AuditEntry) -> None:
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).delete()
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("table", PROTECTED)
def test_a_table_cannot_be_emptied_at_a_stroke(table: str) -> None:
    assert f"{table} 只能追加" in refused(f"truncate {table} cascade")


@pytest.mark.django_db
@pytest.mark.parametrize("table", GUARDED_OTHERWISE)
def test_what_may_change_a_little_cannot_be_emptied_either(table: str) -> None:
    assert refused(f"truncate {table} cascade")


@pytest.mark.django_db(transaction=True)
def test_emptying_the_users_does_not_take_the_records_along(entry: AuditEntry) -> None:
    assert "只能追加" in refused("truncate accounts_user cascade")
    assert AuditEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.django_db
def test_every_protected_table_has_both_of_its_triggers() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select tgname from pg_trigger where not tgisinternal and tgenabled = 'O'")
        triggers = {name for (name,) in cursor.fetchall()}
    for table in PROTECTED:
        assert {f"{table}_append_only", f"{table}_no_truncate"} <= triggers


@pytest.mark.django_db
def test_no_protected_table_was_forgotten_here() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text from pg_trigger where tgname like %s", ["%_no_truncate"]
        )
        guarded = {table for (table,) in cursor.fetchall()}
    assert guarded == {*PROTECTED, *GUARDED_OTHERWISE}
    assert guarded <= {model._meta.db_table for model in apps.get_models()}
