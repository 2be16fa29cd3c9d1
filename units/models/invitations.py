"""Invitations and slips: each opens one door, once."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from units.models.people import Membership
from units.models.periods import Period, ends_after_it_begins
from units.models.tree import Unit


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what they are still good for."""

    def waiting(self, at: datetime) -> "InvitationQuerySet":
        """Neither used nor withdrawn nor too old."""
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=at)


class Invitation(Period):
    """Lời mời, phiếu cấp lại mật khẩu: a secret on a slip or in a mail that opens a door once.

    Of the secret (the token of the link, the short code of the slip) only hashes are stored.
    The period is that of the membership it gives.
    """

    class Kind(models.TextChoices):
        JOIN = "join", "Mời vào đơn vị"
        RESET = "reset", "Cấp lại mật khẩu"

    VALID_FOR: ClassVar[timedelta] = timedelta(days=7)

    kind = models.CharField("loại", max_length=5, choices=Kind, default=Kind.JOIN)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="invitations", verbose_name="đơn vị"
    )
    full_name = models.CharField("họ và tên", max_length=120)
    email = models.EmailField("thư điện tử", blank=True)
    role = models.CharField("vai trò", max_length=16, choices=Membership.Role, blank=True)
    position = models.CharField("chức vụ", max_length=120, blank=True)
    # Whose password a slip sets anew.
    for_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="slips",
        verbose_name="tài khoản",
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    # The ids of the two forms that were sent: a double click changes nothing.
    made_with = models.UUIDField(unique=True, null=True, editable=False)
    used_with = models.UUIDField(null=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người mời"
    )
    made_at = models.DateTimeField("mời lúc")
    expires_at = models.DateTimeField("có hiệu lực đến")
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="người nhận",
    )
    used_at = models.DateTimeField("nhận lúc", null=True)
    withdrawn_at = models.DateTimeField("rút lúc", null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "lời mời"
        verbose_name_plural = "lời mời"
        ordering = ("-made_at", "-pk")
        constraints = (
            ends_after_it_begins("invitation_ends_after_it_begins"),
            models.CheckConstraint(
                name="join_gives_a_role_reset_has_an_account",
                condition=(Q(kind="join", for_user=None) & ~Q(role=""))
                | Q(kind="reset", for_user__isnull=False, role=""),
            ),
            models.CheckConstraint(
                name="used_means_by_somebody",
                condition=Q(used_at=None, used_by=None)
                | Q(used_at__isnull=False, used_by__isnull=False),
            ),
            models.CheckConstraint(
                name="used_or_withdrawn", condition=Q(used_at=None) | Q(withdrawn_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.full_name} – {self.get_role_display() or self.get_kind_display()}"

    def is_waiting(self, at: datetime) -> bool:
        """Whether it still opens its door."""
        return self.is_open and self.expires_at > at

    @property
    def is_open(self) -> bool:
        """Neither used nor withdrawn: it waits, or can be sent again."""
        return self.used_at is None and self.withdrawn_at is None

    @property
    def edition(self) -> str:
        """Which slip or mail is the newest: another one whenever the secret is made anew."""
        return self.token_hash[:16]

    @property
    def state(self) -> tuple[str, str, str]:
        """Its state for people: word, colour, icon."""
        if self.used_at:
            return "Đã dùng", "ok", "check-circle"
        if self.withdrawn_at:
            return "Đã rút", "muted", "x-circle"
        if self.expires_at <= timezone.now():
            return "Hết hạn", "warn", "clock-history"
        return "Đang chờ", "info", "hourglass-split"
