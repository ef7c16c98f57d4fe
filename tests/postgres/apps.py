from django.apps import AppConfig


class TestsPostgresConfig(AppConfig):
    name = "tests.postgres"
    label = "tests_postgres"
