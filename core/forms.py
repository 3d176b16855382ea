"""How every form looks: labels above, help and errors before the field, 必填 as a word, one submit button.

Use either `{% crispy form %}` with a `FormHelper` from here, or `{{ form|crispy }}` inside an own <form>.
The field's own markup is `templates/bootstrap5/field.html`, which replaces crispy-bootstrap5's.
"""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper as CrispyHelper
from django import forms


class FormHelper(CrispyHelper):
    """A whole form with error summary and foot. `form=None` leaves the layout to the form's own order.

    submit, busy: the button's words at rest and while sending. cancel_url: shows a way out. kind: primary,
    or danger for what cannot be taken back. keep: False for forms that need no warning about unsaved changes.
    """

    template = "core/form.html"

    def __init__(
        self,
        form: forms.BaseForm | None = None,
        *,
        submit: str = "保存",
        busy: str = "正在保存…",
        cancel_url: str = "",
        cancel: str = "取消",
        kind: str = "primary",
        action: str = "",
        method: str = "post",
        keep: bool = True,
    ) -> None:
        super().__init__(form)
        self.submit_label, self.busy_label, self.submit_kind = submit, busy, kind
        self.cancel_url, self.cancel_label = cancel_url, cancel
        self.form_action = action
        self.form_method = method
        self.form_class = "form-page"
        # The server checks everything and answers in Chinese, all at once; browsers' bubbles do neither.
        self.attrs: dict[str, Any] = {"novalidate": True}
        if keep and method == "post":
            self.attrs["data-warn-unsaved"] = True


def keep_draft(field: forms.Field, key: str, *, confidential: bool = False) -> None:
    """Keep what is typed into a textarea on the device under `key` until it is saved.

    `key` is unique for user and text (`material-12`). Confidential text is kept in the tab only.
    """
    field.widget.attrs["data-keep"] = key
    if confidential:
        field.widget.attrs["data-keep-tab"] = True
