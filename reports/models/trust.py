"""Whose certificates are believed: data, not code, because authorities come and go."""

from django.conf import settings
from django.db import models

from units.models import Unit


class TrustedCertificate(models.Model):
    """Chứng thư gốc được tin cậy: a signature on a paper of the unit, or of one below it, counts
    as verified when its chain ends here."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="trusted_certificates", verbose_name="đơn vị"
    )
    name = models.CharField("tên đơn vị cấp", max_length=200)
    der = models.BinaryField("chứng thư")
    sha256 = models.CharField("dấu vân tay SHA-256", max_length=64)
    valid_until = models.DateField("có hiệu lực đến")
    # Not before somebody has compared the fingerprint with the published one.
    is_trusted = models.BooleanField("đang tin cậy", default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thêm"
    )
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    class Meta:
        verbose_name = "chứng thư gốc được tin cậy"
        verbose_name_plural = "chứng thư gốc được tin cậy"
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint("unit", "sha256", name="certificate_once_a_unit"),)

    def __str__(self) -> str:
        return self.name

    @property
    def fingerprint(self) -> str:
        """SHA-256 in groups of four signs, as people compare it."""
        return " ".join(self.sha256[i : i + 4] for i in range(0, 64, 4)).upper()
