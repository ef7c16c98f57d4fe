from association.credentials.models.credential import Credential
from association.credentials.models.signing import SigningCertificate

__all__ = ["Credential", "SigningCertificate"]
