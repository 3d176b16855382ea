from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "rectification"

    def ready(self) -> None:
        from rectification import exports, gate_checks  # noqa: F401  registers documents and gates
