"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from accounts.guards import install


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Người dùng"

    def ready(self) -> None:
        from accounts import receivers, sessions  # noqa: F401  (sessions begin at sign-in)

        post_migrate.connect(install, sender=self)
        receivers.connect()
