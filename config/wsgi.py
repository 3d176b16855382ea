"""What a WSGI server imports: `config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def _start():
    from django.conf import settings

    from config import datadir
    from core.supervisor import SERVED, follow_parent

    if os.environ.get(SERVED):
        follow_parent()  # a granian that is killed outright must not leave this process on the port
    try:
        datadir.claim(settings.DATA_DIR, demo=settings.DEMO_MODE)
    except datadir.UnusableError as error:
        raise SystemExit(str(error)) from error
    return get_wsgi_application()


application = _start()
