from django.apps import AppConfig


class RehearsalConfig(AppConfig):
    name = "rehearsal"

    def ready(self) -> None:
        from members.views.sign_in import DEMO_ACCOUNTS
        from rehearsal.demo import accounts

        DEMO_ACCOUNTS[:] = accounts()
