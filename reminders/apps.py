from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "reminders"

    def ready(self) -> None:
        from core.context_processors import add_navigation
        from meetings.reminding import set_delivery
        from reminders import receivers  # listens to meetings that move
        from reminders.views import navigation

        add_navigation(navigation)
        set_delivery(receivers.tell_what_is_owed)
