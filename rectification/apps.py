from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "rectification"

    def ready(self) -> None:
        from core.context_processors import add_navigation
        from meetings.queries.checkup import set_unsolved
        from meetings.sections import add_section
        from rectification import exports, gate_checks  # noqa: F401  registers documents and gates
        from rectification.permissions import SEE_LIST
        from rectification.queries import unsolved
        from rectification.views.mine import navigation

        add_navigation(navigation)
        set_unsolved(unsolved)
        add_section("整改", "rectification:list", SEE_LIST, order=110)
