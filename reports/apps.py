"""App configuration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from reports.guards import install


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Văn bản"

    def ready(self) -> None:
        from reports.access import is_signer
        from units.services.officers import NAMED_IN

        NAMED_IN.append(is_signer)
        post_migrate.connect(install, sender=self)
