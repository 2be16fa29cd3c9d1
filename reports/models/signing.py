"""Signed and scanned copies of an issued paper, and the jobs that make them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.documents import Document


def _file_name(row: "DocumentFile", filename: str) -> str:
    return f"ban-ky/{uuid.uuid4().hex}.pdf"


class DocumentFile(models.Model):
    """A second, write-once file of an issued paper; the issued one itself never changes."""

    class Kind(models.TextChoices):
        PREPARED = "prepared", "Bản chờ ký"
        SIGNED = "signed", "Bản đã ký số"
        SCAN = "scan", "Bản chụp văn bản giấy"

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="files", verbose_name="văn bản"
    )
    kind = models.CharField("loại tệp", max_length=8, choices=Kind)
    file = models.FileField("tệp", upload_to=_file_name, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    # What the check of its signatures said when it came in.
    facts = models.JSONField("kết quả kiểm tra", default=dict, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thêm"
    )
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    class Meta:
        verbose_name = "tệp của văn bản"
        verbose_name_plural = "tệp của văn bản"
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return self.get_kind_display()


class SigningJob(models.Model):
    """Việc ký số: one at a time for a paper; who signs, with which provider, how far it is."""

    class State(models.TextChoices):
        OPEN = "open", "Chờ ký"
        DONE = "done", "Đã ký"
        CANCELLED = "cancelled", "Đã hủy ký"

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="signing_jobs", verbose_name="văn bản"
    )
    provider = models.CharField("cách ký", max_length=20)
    # [{"field", "name", "office", "role": "person" | "agency", "signed_at", "certificate"}]
    signers = models.JSONField("người ký", default=list)
    state = models.CharField("tình trạng", max_length=10, choices=State, default=State.OPEN)
    provider_data = models.JSONField(default=dict, editable=False)
    prepared = models.ForeignKey(
        DocumentFile, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    result = models.ForeignKey(
        DocumentFile, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lập"
    )
    begun_at = models.DateTimeField("lập lúc", auto_now_add=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)

    class Meta:
        verbose_name = "việc ký số"
        verbose_name_plural = "việc ký số"
        ordering = ("-begun_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                "document", name="one_open_signing_a_paper", condition=Q(state="open")
            ),
        )

    def __str__(self) -> str:
        return f"Ký số {self.document}"
