"""Official papers: who issues them, the registers that number them, the documents."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from inspections.models import Round, Team, Visit
from reports.kinds import CHOICES, KINDS, Kind
from units.models import Officer, Unit
from vietnamese.text import fold
from workflow.moves import Gap
from workflow.states import HasState


class Issuer(models.Model):
    """Cơ quan ban hành: how a unit's papers are headed, numbered and signed (HD 29 §2, §3)."""

    class Reset(models.TextChoices):
        TERM = "term", "Theo nhiệm kỳ"
        YEAR = "year", "Theo năm"

    class Counting(models.TextChoices):
        PER_KIND = "per_kind", "Mỗi loại văn bản một sổ"
        ALL_KINDS = "all_kinds", "Một sổ chung cho các loại"

    class TeamSymbol(models.TextChoices):
        WITH_KIND = "with_kind", "01-BC/ĐKT"
        LITERAL = "literal", "01/ĐKT"

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="issuer", verbose_name="đơn vị")
    superior_line = models.CharField("tên cấp trên", max_length=120, blank=True)
    name_line = models.CharField("tên cơ quan ban hành", max_length=160)
    body_in_text = models.CharField(
        "tên trong câu", max_length=160, default="Ban Thường vụ Tỉnh đoàn"
    )
    place = models.CharField("địa danh", max_length=80)
    code = models.CharField("ký hiệu cơ quan", max_length=12, default="TĐTN")
    advising_code = models.CharField("ký hiệu đơn vị tham mưu", max_length=20, blank=True)
    signing_form = models.CharField(
        "thể thức đề ký", max_length=80, default="TM. BAN THƯỜNG VỤ TỈNH ĐOÀN"
    )
    reset_rule = models.CharField("đánh số lại", max_length=4, choices=Reset, default=Reset.TERM)
    counting = models.CharField(
        "cách mở sổ", max_length=9, choices=Counting, default=Counting.PER_KIND
    )
    team_symbol = models.CharField(
        "ký hiệu của Đoàn kiểm tra",
        max_length=9,
        choices=TeamSymbol,
        default=TeamSymbol.WITH_KIND,
    )
    recipients = models.TextField("nơi nhận mặc định", blank=True)

    class Meta:
        verbose_name = "cơ quan ban hành"
        verbose_name_plural = "cơ quan ban hành"

    def __str__(self) -> str:
        return self.name_line


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
    last_number = models.PositiveIntegerField("số cuối", default=0)
    is_open = models.BooleanField("đang mở", default=True)

    class Meta:
        verbose_name = "sổ văn bản"
        verbose_name_plural = "sổ văn bản"
        ordering = ("is_training", "key")

    def __str__(self) -> str:
        owner = self.team.name if self.team else self.issuer.name_line
        kind = f", loại {self.kind_code}" if self.kind_code else ""
        return f"Sổ {owner}{kind}, {self.period}{' (tập huấn)' if self.is_training else ''}"

    def get_absolute_url(self) -> str:
        return reverse("reports:register", args=[self.pk])


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
    FROZEN: ClassVar[frozenset[str]] = frozenset({Status.ISSUED, Status.REPLACED, Status.WITHDRAWN})

    kind = models.CharField("loại văn bản", max_length=12, choices=CHOICES)
    round = models.ForeignKey(Round, models.PROTECT, related_name="documents", verbose_name="đợt")
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
    subject_line = models.CharField("trích yếu", max_length=400)
    # {"opening": text, "sections": [{"key", "title", "text"}], "closing": text}
    draft = models.JSONField("nội dung dự thảo")
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
    rev = models.PositiveIntegerField(default=1, editable=False)
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
    def is_training(self) -> bool:
        """Whether it is a sample paper, numbered by a training register."""
        return self.round.is_training

    @property
    def needs_signer(self) -> bool:
        """Whether an officer signs; a team's paper is signed by its head, but a sample paper
        never bears the name of a real one."""
        by_committee = self.body == self.Body.COMMITTEE
        return self.kind_facts.is_numbered and (by_committee or self.is_training)

    def missing_for(self, status: str, *, on: date) -> list[Gap]:
        """What the move to the status still needs, as sentences with the page that mends each."""
        if status in (self.Status.SUBMITTED, self.Status.APPROVED):
            return [*self._missing_words(), *self._missing_form()]
        if status == self.Status.ISSUED:
            made = [*self._missing_words(), *self._missing_form()]
            return [*made, *self._missing_date(on), *self._missing_below(on)]
        if status in (self.Status.DRAFT, self.Status.WITHDRAWN) and not self.status_reason:
            return [Gap("Hãy ghi lý do.", "")]
        return []

    def _missing_words(self) -> Iterable[Gap]:
        if not any(section["text"].strip() for section in self.draft["sections"]):
            yield Gap("Văn bản chưa có nội dung nào.", "reports:edit_document")
        if not self.subject_line:
            yield Gap("Chưa có trích yếu.", "reports:edit_document")

    def _missing_date(self, on: date) -> Iterable[Gap]:
        edit = "reports:prepare_document"
        if not self.paper_on:
            yield Gap("Chưa có ngày văn bản.", edit)
        elif self.paper_on > on:
            yield Gap("Ngày văn bản không được sau hôm nay.", edit)
        elif self.visit and self.visit.worked_on and self.paper_on < self.visit.worked_on:
            yield Gap("Ngày văn bản không được trước ngày làm việc thực tế.", edit)

    def _missing_form(self) -> Iterable[Gap]:
        edit = "reports:prepare_document"
        if self.kind_facts.is_numbered and not self.recipients.strip():
            yield Gap("Chưa có nơi nhận.", edit)
        if self.needs_signer:
            yield from self._missing_signer()
        elif self.team is None or self.team.leader is None:
            yield Gap("Đoàn kiểm tra chưa có Trưởng đoàn để ký.", "")

    def _missing_signer(self) -> Iterable[Gap]:
        edit = "reports:prepare_document"
        if self.signer is None:
            yield Gap("Chưa chọn người ký.", edit)
        elif self.paper_on:
            entitled = Officer.objects.entitled_to_sign(self.issuer.unit, self.paper_on)
            if not entitled.filter(pk=self.signer.pk).exists():
                yield Gap(f"{self.signer.full_name} không có quyền ký vào ngày văn bản.", edit)

    def _missing_below(self, on: date) -> Iterable[Gap]:
        if self.kind == "conclusion" and self.visit and self.visit.concluded_at is None:
            yield from self.visit.missing_for(Visit.Status.CONCLUDED, on=on)
            if self.visit.status != Visit.Status.DRAFTING:
                yield Gap("Lượt kiểm tra chưa kết thúc buổi làm việc.", "inspections:visit")
        if self.replaces and self.replaces.status != self.Status.ISSUED:
            yield Gap("Văn bản được thay thế không còn ở trạng thái đã ban hành.", "")
