"""App configuration of the roof."""

from django.apps import AppConfig


class TinhdoanConfig(AppConfig):
    name = "tinhdoan"
    verbose_name = "Tỉnh đoàn"

    def ready(self) -> None:
        from tinhdoan import checks  # noqa: F401  (registers the system checks)
