"""What apps to the right may want to know. Sent inside the action's transaction."""

from django.dispatch import Signal

# A meeting's day moved: `meeting`, `was` (date or None). Reminders that hang on the old day are withdrawn.
rescheduled = Signal()
# A meeting moved from state to state: `meeting`, `move` (core.machine.Move).
moved = Signal()
