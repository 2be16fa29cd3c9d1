"""Evidence in store: kept with its report, handed out only as it came in."""

import hashlib
from collections.abc import Iterable

from django.core.files.base import ContentFile

from tasks.intake import Evidence
from tasks.models import TaskFile, TaskReport
from tasks.services.refusals import Refused


def keep_files(report: TaskReport, files: Iterable[Evidence]) -> list[TaskFile]:
    """Store the files with the report; when one cannot be written none of them stays."""
    kept: list[TaskFile] = []
    try:
        for one in files:
            digest = hashlib.sha256(one.data).hexdigest()
            row = TaskFile(
                report=report, name=one.name, kind=one.kind, size=len(one.data), sha256=digest
            )
            row.file.save(one.name, ContentFile(one.data), save=False)
            kept.append(row)
            row.save()
    except BaseException:
        drop_files(kept)
        raise
    return kept


def drop_files(rows: Iterable[TaskFile]) -> None:
    """Take the files of rows away that were not saved after all."""
    for row in rows:
        row.file.delete(save=False)


def file_bytes(row: TaskFile) -> bytes:
    """The stored bytes; raises ``Refused`` when they are lost or no longer what came in."""
    try:
        with row.file.open("rb") as file:
            data: bytes = file.read()
    except OSError as error:
        raise Refused("Tệp minh chứng không còn trên máy chủ. Hãy báo người quản trị.") from error
    if hashlib.sha256(data).hexdigest() != row.sha256:
        raise Refused("Tệp minh chứng trên máy chủ đã bị thay đổi. Hãy báo người quản trị.")
    return data
