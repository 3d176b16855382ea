from django.apps import AppConfig


class ReadingRoomConfig(AppConfig):
    name = "readingroom"

    def ready(self) -> None:
        from core.context_processors import add_navigation
        from readingroom.views import navigation

        add_navigation(navigation)
