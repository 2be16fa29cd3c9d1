"""What goes on around a draft: its revisions, what is said of it, its photos."""

from django.conf import settings
from django.db import models

from inspections.models import Finding
from reports.models.documents import Document


class Revision(models.Model):
    """One saved state of a draft: who, when, the words; a name makes it easy to find again."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="revisions", verbose_name="văn bản"
    )
    rev = models.PositiveIntegerField("bản số")
    name = models.CharField("tên bản", max_length=120, blank=True)
    subject_line = models.CharField("trích yếu", max_length=400)
    draft = models.JSONField("nội dung")
    is_automatic = models.BooleanField("tự lưu", default=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lưu"
    )
    saved_at = models.DateTimeField("lưu lúc")

    class Meta:
        verbose_name = "bản dự thảo"
        verbose_name_plural = "bản dự thảo"
        ordering = ("-rev",)
        constraints = (models.UniqueConstraint("document", "rev", name="revision_once_a_document"),)

    def __str__(self) -> str:
        return self.name or f"Bản {self.rev}"


class Comment(models.Model):
    """Góp ý: what somebody says of a draft, or of one section of it."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="comments", verbose_name="văn bản"
    )
    rev = models.PositiveIntegerField("góp ý cho bản")
    section = models.CharField("mục", max_length=40, blank=True)
    body = models.TextField("nội dung góp ý")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người góp ý"
    )
    at = models.DateTimeField("góp ý lúc", auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người xử lý",
    )
    settled_at = models.DateTimeField("xử lý lúc", null=True, blank=True)

    class Meta:
        verbose_name = "góp ý"
        verbose_name_plural = "góp ý"
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.body[:60]


class DocumentPhoto(models.Model):
    """Ảnh kèm văn bản: re-encoded when it came in, printed as an annex."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="photos", verbose_name="văn bản"
    )
    finding = models.ForeignKey(
        Finding,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="ghi nhận",
    )
    file = models.FileField("tệp", upload_to="anh-van-ban/%Y/", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    caption = models.CharField("chú thích", max_length=200)
    order = models.PositiveSmallIntegerField("thứ tự", default=1)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thêm"
    )
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    class Meta:
        verbose_name = "ảnh kèm văn bản"
        verbose_name_plural = "ảnh kèm văn bản"
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(fields=("document", "sha256"), name="photo_once_a_document"),
        )

    def __str__(self) -> str:
        return self.caption
