"""What is made of many papers or beside them: bundles and news drafts."""

import uuid

from django.conf import settings
from django.db import models

from inspections.models import Round


def _bundle_name(row: "Bundle", filename: str) -> str:
    return f"goi-van-ban/{uuid.uuid4().hex}.zip"


class Bundle(models.Model):
    """Gói văn bản: all papers of a round as one ZIP, made in the background."""

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        RUNNING = "running", "Đang làm"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Không thành"

    round = models.ForeignKey(Round, models.PROTECT, related_name="bundles", verbose_name="đợt")
    state = models.CharField("tình trạng", max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField("đã làm", default=0)
    total = models.PositiveIntegerField("tổng số", default=0)
    with_docx = models.BooleanField("kèm bản Word", default=False)
    with_drafts = models.BooleanField("kèm bản in dự thảo", default=False)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    file = models.FileField("tệp", upload_to=_bundle_name, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người yêu cầu"
    )
    asked_at = models.DateTimeField("yêu cầu lúc", auto_now_add=True)
    seen_at = models.DateTimeField("tiến trình báo lúc", null=True, blank=True, editable=False)
    ended_at = models.DateTimeField("xong lúc", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "gói văn bản"
        verbose_name_plural = "gói văn bản"
        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return f"Gói văn bản: {self.round}"


class Bulletin(models.Model):
    """Bản tin: a news draft from the facts of a round, edited by hand."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="bulletins", verbose_name="đợt")
    title = models.CharField("tiêu đề", max_length=200)
    body = models.TextField("nội dung")
    with_shortcomings = models.BooleanField("nêu cả hạn chế", default=False)
    rev = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người soạn"
    )
    written_at = models.DateTimeField("soạn lúc", auto_now_add=True)
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)

    class Meta:
        verbose_name = "bản tin"
        verbose_name_plural = "bản tin"
        ordering = ("-written_at", "-pk")

    def __str__(self) -> str:
        return self.title
