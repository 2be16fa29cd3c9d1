"""Who read a paper before it was approved, and to whom it went after."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.documents import Document
from units.models import Unit


class Review(models.Model):
    """Xem trước khi duyệt: one reader's opinion of one revision (content, then form)."""

    class Decision(models.TextChoices):
        AGREED = "agreed", "Đồng ý"
        RETURNED = "returned", "Trả lại"

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="reviews", verbose_name="văn bản"
    )
    rev = models.PositiveIntegerField("bản số")
    order = models.PositiveSmallIntegerField("lượt")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem"
    )
    decision = models.CharField("ý kiến", max_length=8, choices=Decision, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)
    decided_at = models.DateTimeField("cho ý kiến lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lượt xem trước khi duyệt"
        verbose_name_plural = "lượt xem trước khi duyệt"
        ordering = ("document", "rev", "order")
        constraints = (
            models.UniqueConstraint("document", "rev", "order", name="review_once_a_turn"),
            models.CheckConstraint(
                name="decided_review_has_time",
                condition=Q(decision="", decided_at=None)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.get_decision_display() or 'chưa cho ý kiến'}"


class Sending(models.Model):
    """Gửi văn bản: to whom, how, when; from the receipt the terms run."""

    class Way(models.TextChoices):
        IN_APP = "in_app", "Trên phần mềm"
        MAIL = "mail", "Thư điện tử"
        POST = "post", "Bưu điện"
        HAND = "hand", "Trao tận tay"

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="sendings", verbose_name="văn bản"
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="received_papers",
        verbose_name="đơn vị nhận",
    )
    to_name = models.CharField("nơi nhận", max_length=200)
    way = models.CharField("cách gửi", max_length=8, choices=Way, default=Way.IN_APP)
    sent_on = models.DateField("ngày gửi")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gửi"
    )
    received_at = models.DateTimeField("nhận lúc", null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người nhận",
    )

    class Meta:
        verbose_name = "lượt gửi văn bản"
        verbose_name_plural = "lượt gửi văn bản"
        ordering = ("sent_on", "pk")
        constraints = (
            models.UniqueConstraint(
                "document",
                "unit",
                name="sent_once_to_a_unit",
                condition=Q(unit__isnull=False),
                violation_error_message="Văn bản đã được gửi cho đơn vị này.",
            ),
            models.CheckConstraint(
                name="received_by_somebody_at_some_time",
                condition=Q(received_at=None, received_by=None)
                | Q(received_at__isnull=False, received_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"Gửi {self.to_name}"
