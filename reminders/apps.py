from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"

    def ready(self) -> None:
        from core.context_processors import add_navigation
        from reminders import receivers  # noqa: F401  listens to meetings that move
        from reminders.views import navigation

        add_navigation(navigation)
