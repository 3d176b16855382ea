from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from core.context_processors import add_navigation, set_person_source
        from members.views import register, trail
        from members.views.account import person_in_the_header

        set_person_source(person_in_the_header)
        add_navigation(register.navigation)
        add_navigation(trail.navigation)
