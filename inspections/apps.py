"""App configuration."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = "Kiểm tra"

    def ready(self) -> None:
        from inspections.access import serves_beyond
        from units.access.people import OTHER_RIGHTS

        OTHER_RIGHTS.append(serves_beyond)
