from association.credentials.models.credential import Credential
from association.credentials.models.printing import Bundle, Printing, PrintRun
from association.credentials.models.signing import QrKey, SigningCertificate
from association.credentials.models.standing import Standing

__all__ = [
    "Bundle",
    "Credential",
    "PrintRun",
    "Printing",
    "QrKey",
    "SigningCertificate",
    "Standing",
]
