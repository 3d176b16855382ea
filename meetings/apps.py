from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from meetings import exports, gate_checks  # noqa: F401  registers documents and gates
