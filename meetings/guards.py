"""What the database itself refuses: changing the words of an opinion (R03).

A check constraint cannot see what a row was before, so this is a trigger. It is put in place after every
`migrate`, where a table was rebuilt (SQLite does so for most changes) it is gone until then.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

TABLE = "meetings_opinion"
_VERBATIM = ("text", "giver", "round_id", "corrects_id", "entered_on")
_SAYS = "R03: an opinion is verbatim; a correction is a new row"
_SQLITE = """
CREATE TRIGGER opinion_is_verbatim BEFORE UPDATE ON {table}
WHEN {changed} BEGIN SELECT RAISE(ABORT, '{says}'); END
"""
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION opinion_is_verbatim() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER opinion_is_verbatim BEFORE UPDATE ON {table}
FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION opinion_is_verbatim()
"""
_SPEECH = {
    "sqlite": (_SQLITE, "OLD.{0} IS NOT NEW.{0}", "DROP TRIGGER IF EXISTS opinion_is_verbatim"),
    "postgresql": (
        _POSTGRESQL,
        "OLD.{0} IS DISTINCT FROM NEW.{0}",
        "DROP TRIGGER IF EXISTS opinion_is_verbatim ON {table}",
    ),
}


def keep_opinions_verbatim(using: str, **kwargs: Any) -> None:
    """Put the trigger in place; called after migrations, as often as they run."""
    connection = connections[using]
    with connection.cursor() as cursor:
        found = {column.name for column in _columns(connection, cursor)}
        if not found.issuperset(_VERBATIM):
            return
        create, differs, drop = _SPEECH[connection.vendor]
        cursor.execute(drop.format(table=TABLE))
        changed = " OR ".join(differs.format(name) for name in _VERBATIM)
        cursor.execute(create.format(table=TABLE, changed=changed, says=_SAYS))


def _columns(connection: Any, cursor: Any) -> list[Any]:
    names = {table.name for table in connection.introspection.get_table_list(cursor)}
    return connection.introspection.get_table_description(cursor, TABLE) if TABLE in names else []
