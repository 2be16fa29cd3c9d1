"""What happens to papers: drafted, edited, approved, issued once and for all."""

from reports.services.drafting import (
    as_html,
    prepare,
    preview,
    rebuild_draft,
    save_draft,
    start_document,
)
from reports.services.files import file_name, photos_of, stored_pdf
from reports.services.issuing import RENDER_LIMIT_SECONDS, issue
from reports.services.life import approve, send_back, submit, withdraw
from reports.services.reviews import agree

__all__ = [
    "RENDER_LIMIT_SECONDS",
    "agree",
    "approve",
    "as_html",
    "file_name",
    "issue",
    "photos_of",
    "prepare",
    "preview",
    "rebuild_draft",
    "save_draft",
    "send_back",
    "start_document",
    "stored_pdf",
    "submit",
    "withdraw",
]
