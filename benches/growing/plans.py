"""The plans of the service's own statements: which of them read a whole table that grows.

Statements are taken from the source as they stand there. SQLite explains them by the library that Python has, whose
version is printed; PostgreSQL by plans for any parameters.
"""

import re
import sqlite3
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"
GROWING = ("person", "session", "attempt", "response", "idempotency", "outbox", "certificate", "revocation", "audit",
           "log_entry", "log_checkpoint", "decision_row", "rescoring", "attempt_signal")
LITERAL = re.compile(r'"((?:select|insert|update|delete|with) [^"]*)"')
BEGINNING = re.compile(r'macro_rules! (select_\w+) \{\s*\(\$rest:literal\) => \{\s*concat!\(\s*"([^"]*)",\s*\$rest')
BEGUN = re.compile(r'(select_\w+)!\(\s*"([^"]*)"\s*\)')
OVER_ROWS = re.compile(r'over_rows!\(\s*\w+,\s*"([^"]*)",\s*"([^"]*)"\s*\)')
WHOLE = r"(SCAN|Seq Scan on)"
ROWS = "ROWS_OF_A_LIST"
FUNCTION = re.compile(r"pub (?:async )?fn (\w+)")


def statements():
    """File, function and text of each statement, put together as the source's macros do it."""
    files = sorted(SOURCE.rglob("store/**/*.rs"))
    texts = {file: file.read_text(encoding="utf-8").split("#[cfg(test)]")[0] for file in files}
    beginnings = dict(found for text in texts.values() for found in BEGINNING.findall(text))
    for file, text in texts.items():
        text = BEGUN.sub(lambda found: f'"{beginnings.get(found[1], "")} {found[2]}"', text)
        text = OVER_ROWS.sub(lambda found: f'"{found[1]} {ROWS} {found[2]}"', text)
        names = [(found.start(), found.group(1)) for found in FUNCTION.finditer(text)]
        for found in LITERAL.finditer(text):
            name = [name for start, name in names if start < found.start()][-1:]
            yield f"{file.relative_to(SOURCE)}, {''.join(name)}", " ".join(found.group(1).split())


def of_scans(town):
    explain = of_postgres if town.cluster else of_sqlite
    found = [f"### Statements that read a whole table ({'PostgreSQL' if town.cluster else sqlite3.sqlite_version})"]
    for place, statement in statements():
        plan = explain(town, statement)
        if plan and any(re.search(rf"{WHOLE} {name}\b", plan) for name in named(statement)):
            found.append(f"- {place}\n  `{statement}`\n\n" + "\n".join(f"      {line}" for line in plan.splitlines()))
    return "\n".join(found)


def named(statement):
    """The growing tables of a statement, and the names it gives them: SQLite's plans tell those."""
    for name in GROWING:
        for alias in re.findall(rf"\b{name}(?: (?:as )?(\w+))?\b", statement):
            yield from filter(None, (name, alias))


def of_sqlite(town, statement):
    link = sqlite3.connect(town.database.path)
    try:
        statement = statement.replace(ROWS, "json_each($1) s")
        rows = link.execute(f"explain query plan {statement}", [None] * most(statement)).fetchall()
        return "\n".join(row[3] for row in rows)
    except sqlite3.Error:
        return None
    finally:
        link.close()


def of_postgres(town, statement):
    count = most(statement)
    given = f"({', '.join(['null'] * count)})" if count else ""
    statement = statement.replace(ROWS, "jsonb_array_elements($1::jsonb) as s (value)")
    script = f"set plan_cache_mode = force_generic_plan; prepare s as {statement}; explain execute s{given};"
    try:
        return town.psql(script).strip()
    except RuntimeError:
        return None


def most(statement):
    return max((int(number) for number in re.findall(r"\$(\d+)", statement)), default=0)
