"""Official papers: who issues them, the registers that number them, the documents, their life."""

from reports.models.bundles import Bulletin, Bundle
from reports.models.documents import Document
from reports.models.drafts import Comment, DocumentPhoto, Revision
from reports.models.issuers import AdvisingUnit, Issuer
from reports.models.life import Review, Sending
from reports.models.registers import Entry, Register
from reports.models.signing import DocumentFile, SigningJob
from reports.models.trust import TrustedCertificate

__all__ = [
    "AdvisingUnit",
    "Bulletin",
    "Bundle",
    "Comment",
    "Document",
    "DocumentFile",
    "DocumentPhoto",
    "Entry",
    "Issuer",
    "Register",
    "Review",
    "Revision",
    "Sending",
    "SigningJob",
    "TrustedCertificate",
]
