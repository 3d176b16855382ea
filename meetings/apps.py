from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from core.context_processors import add_navigation
        from meetings import exports, gate_checks  # noqa: F401  registers documents and gates
        from meetings.guards import keep_opinions_verbatim
        from meetings.views.navigation import navigation

        add_navigation(navigation)
        post_migrate.connect(keep_opinions_verbatim, sender=self)
