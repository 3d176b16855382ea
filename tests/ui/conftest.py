"""The gallery is open, and base.html finds its context, whatever the settings of the run are."""

from __future__ import annotations

import copy

import pytest
from django.test import Client

LAYOUT = "core.context_processors.layout"


@pytest.fixture
def ui_settings(settings):
    """Settings under which the interface shows itself: a demo with the product's context."""
    settings.DEMO_MODE = True
    settings.ROOT_URLCONF = "tests.ui.urls"
    settings.CSRF_FAILURE_VIEW = "core.views.csrf_failure"
    templates = copy.deepcopy(settings.TEMPLATES)
    processors = templates[0]["OPTIONS"]["context_processors"]
    if LAYOUT not in processors:
        processors.append(LAYOUT)
        settings.TEMPLATES = templates
    return settings


@pytest.fixture
def browser_client(ui_settings) -> Client:
    """A client that gets the error pages rather than the exceptions."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)
