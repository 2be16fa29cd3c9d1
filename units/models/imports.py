"""Uploaded tables that wait to be imported."""

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class ImportFile(models.Model):
    """Tệp nhập: one uploaded table, what it would do, and when it was done.

    Exactly these bytes are applied: what was looked at is what happens. Bytes live in the
    database, so that they vanish with the row and stand under the same lock.
    """

    KEPT_FOR: ClassVar[timedelta] = timedelta(days=1)

    kind = models.CharField("loại", max_length=20)
    name = models.CharField("tên tệp", max_length=200)
    content = models.BinaryField("nội dung")
    sha256 = models.CharField(max_length=64)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải lên"
    )
    uploaded_at = models.DateTimeField("tải lên lúc", default=timezone.now, db_index=True)
    # What was shown: counts, deeds, faults, warnings (units.imports.plans).
    report: Any = models.JSONField("kết quả kiểm tra")
    applied_at = models.DateTimeField("nhập lúc", null=True, blank=True)

    class Meta:
        verbose_name = "tệp nhập"
        verbose_name_plural = "tệp nhập"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("units:import_file", args=[self.pk])

    @property
    def is_expired(self) -> bool:
        """Whether the file is too old to be applied; it goes with the next upload."""
        return self.uploaded_at < timezone.now() - self.KEPT_FOR

    @property
    def may_be_applied(self) -> bool:
        """Whether there is something to do and nothing in the way."""
        told = self.report
        return bool(told["deeds"]) and not told["fault_count"] and not self.is_done_or_late

    @property
    def is_done_or_late(self) -> bool:
        """Whether applying is over: it was done, or its day has passed."""
        return self.applied_at is not None or self.is_expired
