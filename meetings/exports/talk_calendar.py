"""An arranged talk as a calendar entry (RFC 5545): when, where, with whom; never a word of what is said."""

from __future__ import annotations

import datetime as dt

from icalendar import Calendar, Event

from core.clock import now
from meetings.models import Talk

_PRODUCT = "-//organizational life meeting//talks//ZH"


def talk_entry(talk: Talk, partners: str, url: str, host: str) -> bytes:
    """One all-day event; `url` is the talk's page, which asks for a login. A moved talk keeps its uid."""
    event = Event()
    event.add("uid", f"talk-{talk.pk}@{host}")
    event.add("dtstamp", now())
    event.add("summary", f"谈心谈话（同{partners}）")
    event.add("dtstart", talk.planned_on)
    event.add("dtend", talk.planned_on + dt.timedelta(days=1))
    event.add("location", talk.place or talk.get_mode_display())
    event.add("url", url)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
