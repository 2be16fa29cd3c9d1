"""What happens to papers: drafted, edited, approved, issued once and for all."""

from reports.services.bulletins import (
    bulletin_as_docx,
    bulletin_as_text,
    rewrite_bulletin,
    save_bulletin,
    write_bulletin,
)
from reports.services.cautions import cautions
from reports.services.comments import (
    add_comment,
    comments_of,
    open_comments,
    reopen_comment,
    settle_comment,
)
from reports.services.differences import draft_changes, since_approved
from reports.services.drafting import prepare, preview, save_draft, start_document
from reports.services.entries import (
    add_outside,
    change_outside,
    keep_number,
    numbers_for,
    release_number,
)
from reports.services.files import as_docx, file_name, photo_bytes, photos_of, stored_pdf
from reports.services.issuing import RENDER_LIMIT_SECONDS, issue
from reports.services.life import approve, send_back, submit, withdraw
from reports.services.photos import (
    PhotosRefused,
    Wish,
    add_photos,
    edit_photos,
    photo_bar,
)
from reports.services.presence import note_editing, others_editing
from reports.services.rebuilding import parts_beside_data, rebuild_draft
from reports.services.registers import (
    close_register,
    expire_kept,
    open_register,
    reopen_register,
    set_opening,
)
from reports.services.reviews import agree, change_reviewer
from reports.services.revisions import last_saved, name_revision, restore_revision
from reports.services.sending import receive, send, take_back_sending

__all__ = [
    "RENDER_LIMIT_SECONDS",
    "PhotosRefused",
    "Wish",
    "add_comment",
    "add_outside",
    "add_photos",
    "agree",
    "approve",
    "as_docx",
    "bulletin_as_docx",
    "bulletin_as_text",
    "cautions",
    "change_outside",
    "change_reviewer",
    "close_register",
    "comments_of",
    "draft_changes",
    "edit_photos",
    "expire_kept",
    "file_name",
    "issue",
    "keep_number",
    "last_saved",
    "name_revision",
    "note_editing",
    "numbers_for",
    "open_comments",
    "open_register",
    "others_editing",
    "parts_beside_data",
    "photo_bar",
    "photo_bytes",
    "photos_of",
    "prepare",
    "preview",
    "rebuild_draft",
    "receive",
    "release_number",
    "reopen_comment",
    "reopen_register",
    "restore_revision",
    "rewrite_bulletin",
    "save_bulletin",
    "save_draft",
    "send",
    "send_back",
    "set_opening",
    "settle_comment",
    "since_approved",
    "start_document",
    "stored_pdf",
    "submit",
    "take_back_sending",
    "withdraw",
    "write_bulletin",
]
