"""What the product says when it does not do what was asked.

Each refusal is a Chinese sentence that tells the person what to do; `core.edge` turns it into an
answer in one place, so that views need no try/except.
"""


class Refused(Exception):
    """Base of every refusal the domain makes.

    `message` is shown as it is; `clause` is the rule it rests on (shown as 依据); `hint` says what to do.
    Nothing was written when it is raised: actions run in one transaction.
    """

    status = 422

    def __init__(self, message: str, *, clause: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.clause = clause
        self.hint = hint


class NotAllowed(Refused):
    """This person may not do this (whatever the moment)."""

    status = 403


class NotNow(Refused):
    """This is not the moment: the object's state, or a gate, stands against it."""

    status = 409


class Conflict(Refused):
    """Somebody else changed the same thing in the meantime."""

    status = 409


class Invalid(Refused):
    """What was entered cannot be right; `field` names the form field it belongs to, if any."""

    def __init__(self, message: str, *, field: str = "", clause: str = "", hint: str = "") -> None:
        super().__init__(message, clause=clause, hint=hint)
        self.field = field


class TooMany(Refused):
    """The same thing was asked for too often; `wait` is the seconds until it is open again."""

    status = 429

    def __init__(self, message: str, *, wait: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.wait = wait
