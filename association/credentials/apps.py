from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    name = "association.credentials"
    label = "credentials"
    verbose_name = "证书"
