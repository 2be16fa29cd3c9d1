"""Drafts of plain lines become paragraphs of the fixed schema; new columns get their old meaning."""

from html import escape
from typing import Any

from django.db import migrations
from django.db.models import F


def _html(text: str) -> str:
    lines = (line.strip() for line in text.split("\n"))
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)


def _converted(draft: dict[str, Any]) -> dict[str, Any]:
    sections = [
        {
            "key": section["key"],
            "title": section["title"],
            "html": _html(section["text"]),
            "required": False,
        }
        for section in draft["sections"]
    ]
    return {
        "opening": _html(draft["opening"]),
        "sections": sections,
        "closing": _html(draft["closing"]),
        "annexes": [],
        "gaps": [],
    }


def convert(apps: Any, schema_editor: Any) -> None:
    # The guard of issued papers is put back after the migrations.
    on = "" if schema_editor.connection.vendor == "sqlite" else " ON reports_document"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS issued_paper_is_frozen{on}")
    documents = apps.get_model("reports", "Document")
    for paper in documents.objects.select_related("round", "issuer").iterator():
        draft = _converted(paper.draft)
        documents.objects.filter(pk=paper.pk).update(
            draft=draft,
            built=draft,
            is_training=paper.round.is_training,
            advising_code=paper.issuer.advising_code,
        )
    documents.objects.exclude(status__in=("draft", "submitted")).update(approved_rev=F("rev"))


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_every_kind_of_paper")]
    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
