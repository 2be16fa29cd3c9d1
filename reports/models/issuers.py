"""Who issues papers: how a unit's papers are headed, numbered and signed."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse

from units.models import Unit


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

    class Organ(models.TextChoices):
        COMMITTEE = "committee", "Ban Chấp hành, Ban Thường vụ"
        COMMISSION = "commission", "Ủy ban Kiểm tra"

    # What the unit's office sets; the unit itself stays.
    SETTINGS: ClassVar[tuple[str, ...]] = (
        "organ",
        "superior_line",
        "name_line",
        "body_in_text",
        "place",
        "code",
        "advising_code",
        "signing_form",
        "reset_rule",
        "counting",
        "team_symbol",
        "reviewers",
        "recipients",
    )

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="issuers", verbose_name="đơn vị")
    organ = models.CharField("cơ quan", max_length=10, choices=Organ, default=Organ.COMMITTEE)
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
    # Zero to two people read a paper before the leader does (office practice).
    reviewers = models.PositiveSmallIntegerField(
        "số người xem trước khi duyệt", default=0, validators=[MaxValueValidator(2)]
    )
    recipients = models.TextField("nơi nhận mặc định", blank=True)

    class Meta:
        verbose_name = "cơ quan ban hành"
        verbose_name_plural = "cơ quan ban hành"
        ordering = ("unit", "organ")
        constraints = (
            models.UniqueConstraint(
                "unit",
                "organ",
                name="organ_once_a_unit",
                violation_error_message="Cơ quan này của đơn vị đã được khai báo.",
            ),
        )

    def __str__(self) -> str:
        return self.name_line

    def get_absolute_url(self) -> str:
        return reverse("reports:edit_issuer", args=[self.pk])


class AdvisingUnit(models.Model):
    """Đơn vị tham mưu: a code that may end the symbol (HD 29 §3.5), as the issuer lists them."""

    issuer = models.ForeignKey(
        Issuer, models.PROTECT, related_name="advising_units", verbose_name="cơ quan ban hành"
    )
    code = models.CharField("ký hiệu", max_length=20)
    name = models.CharField("tên đơn vị tham mưu", max_length=120)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "đơn vị tham mưu"
        verbose_name_plural = "đơn vị tham mưu"
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(
                "issuer",
                "code",
                name="advising_code_once",
                violation_error_message="Ký hiệu này đã có trong danh sách.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} – {self.name}"
