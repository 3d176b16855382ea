from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "rectification"

    def ready(self) -> None:
        from rectification import gate_checks  # noqa: F401  registers the gates
