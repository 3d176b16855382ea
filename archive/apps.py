from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "archive"

    def ready(self) -> None:
        from archive import gate_checks  # noqa: F401  registers the gate
        from archive.permissions import EXPORT_PACKET
        from archive.views.packet import navigation
        from core.context_processors import add_navigation
        from meetings.sections import add_section

        add_navigation(navigation)
        add_section("归档", "archive:meeting", EXPORT_PACKET, order=120)
