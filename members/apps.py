from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from axes.signals import user_locked_out
        from django.contrib.auth.signals import user_logged_in

        from core.context_processors import add_navigation, set_person_source
        from members import lockout, sessions
        from members.views import register, trail
        from members.views.account import person_in_the_header

        user_logged_in.connect(sessions.remember)
        user_locked_out.connect(lockout.note_lock)
        set_person_source(person_in_the_header)
        add_navigation(register.navigation)
        add_navigation(trail.navigation)
