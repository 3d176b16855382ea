from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "rectification"

    def ready(self) -> None:
        from core.context_processors import add_navigation
        from meetings.queries.checkup import set_unsolved
        from meetings.queries.opinion_thread import set_items
        from meetings.sections import add_section
        from rectification import exports, gate_checks  # noqa: F401  registers documents and gates
        from rectification.permissions import SEE_LIST
        from rectification.queries import unsolved
        from rectification.sources import item_place, made_of_opinions
        from rectification.views.mine import navigation

        add_navigation(navigation)
        set_unsolved(unsolved)
        set_items(made_of_opinions, item_place)
        add_section("整改", "rectification:list", SEE_LIST, order=110)
