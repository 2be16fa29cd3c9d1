"""Whose certificates are believed: data, not code, because authorities come and go."""

from django.conf import settings
from django.db import models


class TrustedCertificate(models.Model):
    """Chứng thư gốc được tin cậy: a signature counts as verified when its chain ends here."""

    name = models.CharField("tên đơn vị cấp", max_length=200)
    der = models.BinaryField("chứng thư")
    sha256 = models.CharField("dấu vân tay SHA-256", max_length=64, unique=True)
    is_trusted = models.BooleanField("đang tin cậy", default=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thêm"
    )
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    class Meta:
        verbose_name = "chứng thư gốc được tin cậy"
        verbose_name_plural = "chứng thư gốc được tin cậy"
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name
