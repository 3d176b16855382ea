from django.apps import AppConfig


class ErrandsConfig(AppConfig):
    """A small app with one long job, installed only in the workers that test_workers.py starts and kills."""

    name = "tests.plumbing.errands"
    label = "errands"
