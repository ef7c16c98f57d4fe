"""Every key that the portal can't do without: what it is called in a backup, and where it lies."""

from pathlib import Path

from django.conf import settings

from association.base import crypto
from association.credentials import keys, qr_key

P12 = "credential.p12"


def files() -> dict[str, Path]:
    """Those that are kept in files. Keys that the environment hands in are its operator's to keep."""
    found = {"secret.key": Path(settings.DATA_DIR) / "secret.key"}
    if crypto.in_file():
        found["data.key"] = crypto.path()
    if settings.CREDENTIAL_P12:
        found[P12] = Path(settings.CREDENTIAL_P12)
    else:
        found["credentials.pem"] = keys.own_path()
    found["qr.pem"] = qr_key.path()
    return found


def homes() -> dict[str, Path]:
    """Where a restored key belongs, whatever this machine's environment says."""
    folder = Path(settings.DATA_DIR) / "keys"
    return {
        "secret.key": Path(settings.DATA_DIR) / "secret.key",
        "data.key": crypto.path(),
        "credentials.pem": keys.own_path(),
        "qr.pem": qr_key.path(),
        P12: folder / P12,
    }
