"""The paper: from its draft to its issued, frozen form."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from inspections.models import Round, Team, Visit
from reports.kinds import CHOICES, CONCLUDE, FOLLOW_WORK, KINDS, SHOW_PHOTOS, Kind
from reports.models import missing
from reports.models.issuers import Issuer
from reports.models.registers import Register
from units.models import Officer
from vietnamese.text import fold
from workflow.moves import Gap
from workflow.states import HasState


def _pdf_name(document: "Document", filename: str) -> str:
    """A name that says nothing: who may read a paper is decided at its door."""
    return f"van-ban/{document.paper_on:%Y}/{uuid.uuid4().hex}.pdf"


class Document(HasState, models.Model):
    """Văn bản: a paper from its draft to its issued, frozen form."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        SUBMITTED = "submitted", "Chờ duyệt"
        APPROVED = "approved", "Đã duyệt, chờ ký và cấp số"
        ISSUED = "issued", "Đã ban hành"
        REPLACED = "replaced", "Đã được thay thế"
        WITHDRAWN = "withdrawn", "Đã thu hồi"

    class Body(models.TextChoices):
        COMMITTEE = "committee", "Ban Thường vụ"
        TEAM = "team", "Đoàn kiểm tra"

    MOVES: ClassVar[Mapping[str, frozenset[str]]] = {
        Status.DRAFT: frozenset({Status.SUBMITTED}),
        Status.SUBMITTED: frozenset({Status.APPROVED, Status.DRAFT}),
        Status.APPROVED: frozenset({Status.ISSUED, Status.DRAFT}),
        Status.ISSUED: frozenset({Status.REPLACED, Status.WITHDRAWN}),
    }
    TONES: ClassVar[Mapping[str, tuple[str, str]]] = {
        Status.DRAFT: ("muted", "pencil"),
        Status.SUBMITTED: ("warn", "hourglass-split"),
        Status.APPROVED: ("info", "check2"),
        Status.ISSUED: ("ok", "patch-check"),
        Status.REPLACED: ("muted", "arrow-repeat"),
        Status.WITHDRAWN: ("bad", "x-octagon"),
    }

    class Secrecy(models.TextChoices):
        SECRET = "MẬT", "Mật"

    class Urgency(models.TextChoices):
        URGENT = "KHẨN", "Khẩn"
        VERY_URGENT = "THƯỢNG KHẨN", "Thượng khẩn"
        EXPRESS = "HỎA TỐC", "Hỏa tốc"

    FROZEN: ClassVar[frozenset[str]] = frozenset({Status.ISSUED, Status.REPLACED, Status.WITHDRAWN})

    kind = models.CharField("loại văn bản", max_length=24, choices=CHOICES)
    # A paper speaks of a year of its issuer, of a round, or of one visit of it.
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    round = models.ForeignKey(
        Round,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="đợt",
    )
    visit = models.ForeignKey(
        Visit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="lượt kiểm tra",
    )
    issuer = models.ForeignKey(
        Issuer, models.PROTECT, related_name="documents", verbose_name="cơ quan ban hành"
    )
    body = models.CharField("ban hành bởi", max_length=9, choices=Body, default=Body.COMMITTEE)
    team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="Đoàn kiểm tra",
    )
    is_training = models.BooleanField("văn bản thử, số lấy từ sổ tập huấn", default=False)
    subject_line = models.CharField("trích yếu", max_length=400)
    # The words people edit; their shape is told in contents/draft.py.
    draft = models.JSONField("nội dung dự thảo")
    # The same as the data last gave it: what was changed by hand is the difference.
    built = models.JSONField("nội dung lập từ dữ liệu", default=dict, editable=False)
    addressees = models.TextField("kính gửi", blank=True)
    recipients = models.TextField("nơi nhận", blank=True)
    paper_on = models.DateField("ngày văn bản", null=True, blank=True)
    signer = models.ForeignKey(
        Officer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name="người ký",
    )
    advising_code = models.CharField("ký hiệu đơn vị tham mưu", max_length=20, blank=True)
    secrecy = models.CharField("độ mật", max_length=8, choices=Secrecy, blank=True)
    urgency = models.CharField("độ khẩn", max_length=12, choices=Urgency, blank=True)
    draft_no = models.PositiveSmallIntegerField("dự thảo lần thứ", default=0)
    is_duplex = models.BooleanField("in hai mặt", default=False)
    is_public = models.BooleanField(
        "công khai trích yếu, người ký trên trang kiểm tra", default=False
    )
    refers_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="referred_by",
        verbose_name="liên quan đến văn bản",
    )
    # The same, of a paper that was made outside the product: as it is to be printed.
    refers_words = models.CharField(
        "văn bản liên quan không lập trong phần mềm", max_length=200, blank=True
    )
    rev = models.PositiveIntegerField(default=1, editable=False)
    # The revision that was approved; 0 while none is.
    approved_rev = models.PositiveIntegerField("bản đã duyệt", default=0, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name="người duyệt",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người soạn"
    )
    created_at = models.DateTimeField("soạn lúc", auto_now_add=True)
    status = models.CharField(
        "trạng thái", max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    status_reason = models.CharField("lý do", max_length=300, blank=True, editable=False)
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="thay thế văn bản",
    )
    # Given once, by issuing.
    register = models.ForeignKey(
        Register, models.PROTECT, null=True, blank=True, related_name="documents", editable=False
    )
    number = models.PositiveIntegerField("số", null=True, blank=True, editable=False)
    symbol = models.CharField("số, ký hiệu", max_length=60, blank=True, editable=False)
    content = models.JSONField("nội dung đã ban hành", null=True, blank=True, editable=False)
    pdf = models.FileField("tệp", upload_to=_pdf_name, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    pages = models.PositiveIntegerField("số trang", default=0, editable=False)
    # Printed on the paper; who holds a copy looks it up at /v/<code>.
    code = models.CharField(
        "mã kiểm tra", max_length=11, null=True, blank=True, unique=True, editable=False
    )
    issued_at = models.DateTimeField("ban hành lúc", null=True, blank=True, editable=False)
    search_key = models.CharField(max_length=500, editable=False, db_index=True)

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint("register", "number", name="number_once_a_register"),
            models.CheckConstraint(
                name="issued_means_frozen",
                condition=Q(
                    status__in=("issued", "replaced", "withdrawn"),
                    issued_at__isnull=False,
                    content__isnull=False,
                    paper_on__isnull=False,
                )
                & ~Q(sha256="")
                & ~Q(pdf="")
                | Q(
                    status__in=("draft", "submitted", "approved"),
                    issued_at__isnull=True,
                    content__isnull=True,
                    number__isnull=True,
                    sha256="",
                ),
            ),
            models.CheckConstraint(
                name="paper_speaks_of_year_or_round",
                condition=Q(year__isnull=False, round=None, visit=None)
                | Q(year=None, round__isnull=False),
            ),
            models.CheckConstraint(
                name="team_paper_has_team", condition=~Q(body="team") | Q(team__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.symbol}".strip()

    def save(self, *args: object, **kwargs: object) -> None:
        """The search key follows the words, unless only given fields are saved."""
        if not kwargs.get("update_fields"):
            self.search_key = fold(f"{self.subject_line} {self.symbol}")[:500]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("reports:document", args=[self.pk])

    @property
    def kind_facts(self) -> Kind:
        """What is fixed for this kind of document."""
        return KINDS[self.kind]

    @property
    def is_frozen(self) -> bool:
        """Whether it was issued: nothing in it changes any more."""
        return self.status in self.FROZEN

    @property
    def needs_signer(self) -> bool:
        """Whether an officer signs; a team's paper is signed by its head, but a sample paper
        never bears the name of a real one."""
        by_committee = self.body == self.Body.COMMITTEE
        return self.kind_facts.is_numbered and (by_committee or self.is_training)

    @property
    def concludes(self) -> bool:
        """Whether issuing it concludes the visit: a notice of conclusion or a ruling."""
        return self.kind in CONCLUDE

    @property
    def follows_work(self) -> bool:
        """Whether it tells what the team did, so that it cannot be older than the work."""
        return self.kind in FOLLOW_WORK

    @property
    def takes_photos(self) -> bool:
        """Whether photos may be printed behind it: papers that tell what was seen, and those
        that have an annex anyway."""
        return self.kind in SHOW_PHOTOS or bool(self.draft.get("annexes"))

    @property
    def unit_name(self) -> str:
        """The inspected unit's name of its day; empty for a paper on a round or a year."""
        return self.visit.unit_name if self.visit else ""

    @property
    def about(self) -> str:
        """What the paper speaks of, in words."""
        if self.visit:
            return str(self.visit)
        return str(self.round) if self.round else f"Năm {self.year}"

    def missing_for(self, status: str, *, on: date) -> list[Gap]:
        """What the move to the status still needs, as sentences with the page that mends each."""
        return missing.gaps(self, status, on)
