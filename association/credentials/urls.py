from django.urls import path

from association.credentials.screens import verify

app_name = "credentials"

urlpatterns = [
    path("verify/", verify.by_number, name="verify"),
    path("verify/file/", verify.by_file, name="verify_file"),
    path("verify/keys.json", verify.keys, name="qr_keys"),
    path("verify/<slug:token>/", verify.by_token, name="verify_token"),
]
