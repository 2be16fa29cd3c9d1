"""History of states."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class Transition(models.Model):
    """Chuyển trạng thái: who moved what, from which state to which, when and why."""

    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, verbose_name="loại")
    subject_id = models.PositiveBigIntegerField("mã")
    subject = GenericForeignKey("subject_type", "subject_id")
    from_status = models.CharField("từ", max_length=20)
    to_status = models.CharField("đến", max_length=20)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name="người thực hiện"
    )
    at = models.DateTimeField("lúc")
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "chuyển trạng thái"
        verbose_name_plural = "chuyển trạng thái"
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["subject_type", "subject_id", "at"]),)

    def __str__(self) -> str:
        return f"{self.from_label} → {self.to_label}"

    @property
    def from_label(self) -> str:
        """The state it left, in the words of its machine."""
        return self._label(self.from_status)

    @property
    def to_label(self) -> str:
        """The state it reached, in the words of its machine."""
        return self._label(self.to_status)

    def _label(self, status: str) -> str:
        machine = self.subject_type.model_class()
        field = machine._meta.get_field("status") if machine else None
        labels: dict[str, str] = dict(getattr(field, "choices", None) or ())
        return labels.get(status, status)
