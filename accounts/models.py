"""People who sign in."""

import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q


class LowerCaseEmailField(models.EmailField):
    """An address kept and compared in lower case: nobody has ``An@…`` beside ``an@…``."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return prepared.lower() if isinstance(prepared, str) else prepared


class User(AbstractUser):
    """Người dùng: a person with a login; what they may do comes from memberships and duties."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField("họ và tên", max_length=120)
    email = LowerCaseEmailField("địa chỉ thư điện tử", blank=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta(AbstractUser.Meta):
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        constraints = (
            models.UniqueConstraint(
                fields=("email",),
                condition=~Q(email=""),
                name="email_of_one_person",
                violation_error_message="Địa chỉ thư này đã có người dùng. Hãy nhập địa chỉ khác.",
            ),
        )

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        """The name as it is written on papers."""
        return self.full_name

    def get_short_name(self) -> str:
        """The given name, which stands last in Vietnamese."""
        return self.full_name.rpartition(" ")[2]

    def set_password(self, raw_password: str | None) -> None:
        """Set the password; ``ấ`` is one letter, whichever way the keyboard writes it."""
        super().set_password(_one_spelling(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether it is the password, in either spelling of its letters."""
        return super().check_password(_one_spelling(raw_password))


def _one_spelling(password: str | None) -> str | None:
    return password and unicodedata.normalize("NFC", password)
