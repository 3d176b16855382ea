"""`python -m tests.plumbing.errands.queue N`: queue N errands, as an action would."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.plumbing.errands.settings"
django.setup()

from django.db import transaction  # noqa: E402

from tests.plumbing.errands.models import Errand  # noqa: E402

with transaction.atomic():
    for _ in range(int(sys.argv[1])):
        Errand.objects.create().dispatch_on_commit()
