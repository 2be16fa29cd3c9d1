"""What the audit log keeps of a paper."""

from reports.models import Document


def told(document: Document, **more: str) -> dict[str, str]:
    """Enough to know the file again."""
    facts = {"subject_line": document.subject_line}
    return facts | ({"sha256": document.sha256} if document.sha256 else {}) | more
