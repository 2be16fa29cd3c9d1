"""What happens to a task: reports with evidence, extensions, re-checks. Rows are added, not
changed."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q

from tasks.models.tasks import Task
from units.models import Unit
from vietnamese.text import shortened


class TaskReport(models.Model):
    """Báo cáo kết quả thực hiện: what the owner says was done, and what was answered."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", "Đã xác nhận"
        RETURNED = "returned", "Yêu cầu bổ sung"

    task = models.ForeignKey(Task, models.PROTECT, related_name="reports")
    # Who owned the task then: a later owner did not write it.
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="đơn vị")
    body = models.TextField("kết quả thực hiện")
    cited = models.CharField("văn bản minh chứng (số, ký hiệu, ngày)", max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người báo cáo"
    )
    created_at = models.DateTimeField("báo cáo lúc")
    verdict = models.CharField("trả lời", max_length=8, choices=Verdict, blank=True)
    reason = models.CharField("lý do, nhận xét", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("trả lời lúc", null=True)

    class Meta:
        verbose_name = "báo cáo kết quả thực hiện"
        verbose_name_plural = "báo cáo kết quả thực hiện"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(name="task_report_has_words", condition=~Q(body="")),
            models.CheckConstraint(
                name="task_return_has_reason", condition=~Q(verdict="returned") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="task_report_judged_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("author")),
            ),
            models.UniqueConstraint(
                name="one_report_waits", fields=("task",), condition=Q(verdict="")
            ),
        )

    def __str__(self) -> str:
        return shortened(self.body)


def _place(row: "TaskFile", name: str) -> str:
    """By what it holds, not by what it was called: the name of a stranger is no path of ours."""
    return f"nhiem-vu/{row.sha256[:2]}/{row.sha256}.{row.kind}"


class TaskFile(models.Model):
    """Tệp minh chứng: one checked file of a report, served only through its door."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        JPEG = "jpg", "Ảnh JPEG"
        PNG = "png", "Ảnh PNG"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"

    TYPES: ClassVar[dict[str, str]] = {
        Kind.PDF: "application/pdf",
        Kind.JPEG: "image/jpeg",
        Kind.PNG: "image/png",
        Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }

    report = models.ForeignKey(TaskReport, models.PROTECT, related_name="files")
    name = models.CharField("tên tệp", max_length=200)
    kind = models.CharField("loại", max_length=4, choices=Kind)
    size = models.PositiveIntegerField("số byte")
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField(upload_to=_place, max_length=200)

    class Meta:
        verbose_name = "tệp minh chứng"
        verbose_name_plural = "tệp minh chứng"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class Extension(models.Model):
    """Gia hạn: the term as it was and as it became, why, and who decided it."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="extensions")
    due_before = models.DateField("thời hạn cũ", null=True)
    due_on = models.DateField("thời hạn mới")
    reason = models.CharField("lý do", max_length=300)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người quyết định"
    )
    decided_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(name="extension_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="extension_goes_on",
                condition=Q(due_before=None) | Q(due_on__gt=F("due_before")),
            ),
        )

    def __str__(self) -> str:
        return f"Gia hạn đến {self.due_on:%d/%m/%Y}"


class Recheck(models.Model):
    """Kiểm tra lại: how a task stood when somebody looked again, at the next visit."""

    class Result(models.TextChoices):
        HOLDS = "holds", "Đã thực hiện, được duy trì"
        PARTLY = "partly", "Thực hiện một phần"
        NOT = "not", "Chưa thực hiện"

    task = models.ForeignKey(Task, models.PROTECT, related_name="rechecks")
    # The visit at which it was seen; this floor knows no visits.
    place_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    place_id = models.PositiveBigIntegerField()
    place: Any = GenericForeignKey("place_type", "place_id")
    result = models.CharField("kết quả kiểm tra lại", max_length=6, choices=Result)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "kiểm tra lại"
        verbose_name_plural = "kiểm tra lại"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                name="one_recheck_a_place", fields=("task", "place_type", "place_id")
            ),
        )

    def __str__(self) -> str:
        return self.get_result_display()
