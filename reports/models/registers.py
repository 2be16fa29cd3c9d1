"""Registers of outgoing papers and what stands on their lines."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from inspections.models import Team
from reports.kinds import CODES
from reports.models.issuers import Issuer
from vietnamese.text import fold


class Register(models.Model):
    """Sổ đăng ký văn bản đi: one counter; a number is taken from its locked row at issue."""

    # issuer | team | kind | period | training: unique also where there is no team.
    key = models.CharField(max_length=120, unique=True, editable=False)
    issuer = models.ForeignKey(
        Issuer, models.PROTECT, related_name="registers", verbose_name="cơ quan ban hành"
    )
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registers",
        verbose_name="Đoàn kiểm tra",
    )
    kind_code = models.CharField("loại văn bản", max_length=4, blank=True)
    period = models.CharField("thời kỳ", max_length=60)
    is_training = models.BooleanField("sổ tập huấn", default=False)
    # Numbers up to this one were given before the register was kept here.
    opened_at = models.PositiveIntegerField("số cuối trước khi mở sổ", default=0)
    last_number = models.PositiveIntegerField("số cuối", default=0)
    is_open = models.BooleanField("đang mở", default=True)
    # Why it was closed, or opened again, the last time.
    state_reason = models.CharField("lý do khóa, mở", max_length=300, blank=True)

    class Meta:
        verbose_name = "sổ văn bản"
        verbose_name_plural = "sổ văn bản"
        ordering = ("is_training", "key")
        constraints = (
            models.CheckConstraint(
                name="register_counts_on_from_its_opening",
                condition=Q(last_number__gte=F("opened_at")),
            ),
        )

    def __str__(self) -> str:
        owner = self.team.name if self.team else self.issuer.name_line
        kind = f", loại {self.kind_code}" if self.kind_code else ""
        return f"Sổ {owner}{kind}, {self.period}{' (tập huấn)' if self.is_training else ''}"

    def get_absolute_url(self) -> str:
        return reverse("reports:register", args=[self.pk])

    @property
    def is_untouched(self) -> bool:
        """Whether no number was given here yet, so that its opening number is still open."""
        return self.last_number == self.opened_at


class Entry(models.Model):
    """One line of a register besides the product's own papers: a number kept for somebody, one
    given outside the product, one that was kept and never used.

    The product's own papers hold their number themselves (``Document.number``); together they
    are the register, and no number stands twice in it (``numbering`` asks both).
    """

    class Kind(models.TextChoices):
        RESERVED = "reserved", "Giữ số"
        OUTSIDE = "outside", "Cấp số ngoài phần mềm"
        UNUSED = "unused", "Số giữ không dùng"

    register = models.ForeignKey(
        Register, models.PROTECT, related_name="entries", verbose_name="sổ văn bản"
    )
    number = models.PositiveIntegerField("số")
    kind = models.CharField("loại dòng", max_length=8, choices=Kind)
    kind_code = models.CharField("loại văn bản", max_length=4, choices=[*CODES.items()], blank=True)
    symbol = models.CharField("số, ký hiệu", max_length=60, blank=True)
    paper_on = models.DateField("ngày văn bản", null=True, blank=True)
    subject_line = models.CharField("trích yếu", max_length=400, blank=True)
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    recipients = models.TextField("nơi nhận", blank=True)
    kept_by = models.CharField("đơn vị lưu", max_length=120, blank=True)
    reason = models.CharField("lý do", max_length=300, blank=True)
    expires_on = models.DateField("giữ đến ngày", null=True, blank=True)
    # When a kept number was given up or ran out, and why.
    ended_on = models.DateField("thôi giữ ngày", null=True, blank=True, editable=False)
    end_reason = models.CharField("lý do thôi giữ", max_length=300, blank=True, editable=False)
    rev = models.PositiveIntegerField(default=1, editable=False)
    search_key = models.CharField(max_length=500, editable=False, db_index=True, default="")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    created_at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "dòng sổ"
        verbose_name_plural = "dòng sổ"
        ordering = ("register", "number")
        constraints = (
            models.UniqueConstraint(
                "register",
                "number",
                name="entry_once_a_number",
                violation_error_message="Số này đã có trong sổ.",
            ),
            models.CheckConstraint(
                name="reserved_says_why_and_until",
                condition=~Q(kind="reserved") | (~Q(reason="") & Q(expires_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="outside_says_what",
                condition=~Q(kind="outside") | (~Q(subject_line="") & Q(paper_on__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"Số {self.number:02d} – {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The search key follows the words."""
        self.derive_key()
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "search_key"}
        super().save(*args, **kwargs)

    def derive_key(self) -> None:
        """The key under which the line is found; also for rows written in bulk."""
        words = f"{self.subject_line} {self.symbol} {self.reason} {self.number:02d}"
        self.search_key = fold(words)[:500]

    def is_kept(self, on: date) -> bool:
        """Whether the number is still kept on the day; its last day counts."""
        return self.kind == self.Kind.RESERVED and bool(self.expires_on and on <= self.expires_on)

    def label_on(self, day: date) -> str:
        """What the line is on the day: a number whose time is over is unused, also before the
        daily job has written it down."""
        over = self.kind == self.Kind.RESERVED and not self.is_kept(day)
        return str((self.Kind.UNUSED if over else self.Kind(self.kind)).label)
