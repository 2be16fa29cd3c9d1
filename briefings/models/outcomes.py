"""What came of an item, line by line, and what the members say to the minutes."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from briefings.models.meetings import AgendaItem, Briefing
from units.models import Unit
from vietnamese.text import shortened


class Outcome(models.Model):
    """Dòng biên bản: a conclusion, an assignment, a note or a request, under one item."""

    class Kind(models.TextChoices):
        CONCLUSION = "k", "Kết luận"
        ASSIGNMENT = "v", "Việc giao"
        NOTE = "g", "Ghi nhận"
        REQUEST = "đ", "Đề nghị"

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="outcomes")
    order = models.PositiveSmallIntegerField("thứ tự", default=1, editable=False)
    kind = models.CharField("loại", max_length=1, choices=Kind)
    body = models.TextField("nội dung")
    owner = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="briefing_outcomes",
        verbose_name="đơn vị thực hiện",
    )
    due_on = models.DateField("thời hạn", null=True, blank=True)
    product = models.CharField("kết quả, sản phẩm cần có", max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField("ghi lúc", default=timezone.now, editable=False)
    # A line sent twice is written once.
    client_id = models.UUIDField(null=True, unique=True, editable=False)
    # Given to the unit when the meeting was closed; what is given lives on as a task.
    is_given = models.BooleanField("đã thành nhiệm vụ", default=False, editable=False)
    rev = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = "dòng biên bản"
        verbose_name_plural = "dòng biên bản"
        ordering = ("item__order", "item", "order", "pk")
        constraints = (
            models.CheckConstraint(name="outcome_has_words", condition=~Q(body="")),
            models.CheckConstraint(
                name="outcome_only_assignments_have_owner",
                condition=Q(kind="v") | Q(owner=None, due_on=None, product=""),
            ),
        )

    def __str__(self) -> str:
        return shortened(self.body)

    def get_absolute_url(self) -> str:
        return reverse("briefings:minutes", args=[self.item.briefing_id])

    def faults(self) -> Iterable[str]:
        """What an assignment still needs before the minutes may be sent out."""
        if self.kind != self.Kind.ASSIGNMENT:
            return
        if self.owner_id is None:
            yield f"việc giao “{self}” chưa có đơn vị thực hiện."
        if self.due_on is None:
            yield f"việc giao “{self}” chưa có thời hạn."


class Confirmation(models.Model):
    """Ý kiến về biên bản: a unit agrees, comments, or said nothing within the term."""

    class Answer(models.TextChoices):
        AGREED = "agreed", "Nhất trí"
        COMMENT = "comment", "Có ý kiến"
        SILENT = "silent", "Không có ý kiến trong thời hạn"

    class Verdict(models.TextChoices):
        TAKEN = "taken", "Tiếp thu"
        KEPT = "kept", "Giữ nguyên biên bản"

    briefing = models.ForeignKey(Briefing, models.PROTECT, related_name="confirmations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="briefing_confirmations")
    edition = models.PositiveSmallIntegerField("lần lấy ý kiến")
    answer = models.CharField("ý kiến", max_length=7, choices=Answer)
    body = models.TextField("nội dung ý kiến", blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField("lúc")
    verdict = models.CharField("xử lý", max_length=5, choices=Verdict, blank=True)
    reply = models.CharField("trả lời", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField("xử lý lúc", null=True)

    class Meta:
        verbose_name = "ý kiến về biên bản"
        verbose_name_plural = "ý kiến về biên bản"
        ordering = ("unit__sort_key", "pk")
        constraints = (
            models.UniqueConstraint("briefing", "unit", "edition", name="one_answer_an_edition"),
            models.CheckConstraint(
                name="comment_has_words", condition=~Q(answer="comment") | ~Q(body="")
            ),
            models.CheckConstraint(
                name="answer_has_author_silence_none",
                condition=Q(answer="silent", author=None)
                | (~Q(answer="silent") & Q(author__isnull=False)),
            ),
            models.CheckConstraint(
                name="verdict_on_comments_alone",
                condition=Q(verdict="", decided_at=None)
                | Q(answer="comment", decided_at__isnull=False, decided_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_answer_display()}"

    @property
    def is_open(self) -> bool:
        """Whether a comment waits for the clerk's answer."""
        return self.answer == self.Answer.COMMENT and not self.verdict
