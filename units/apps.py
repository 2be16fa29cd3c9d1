"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from units.guards import install


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "Đơn vị"

    def ready(self) -> None:
        post_migrate.connect(install, sender=self)
