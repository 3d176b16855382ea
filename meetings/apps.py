from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from core.context_processors import add_navigation
        from meetings import exports, gate_checks  # noqa: F401  registers documents and gates
        from meetings.views.navigation import navigation

        add_navigation(navigation)
