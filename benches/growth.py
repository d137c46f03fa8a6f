#!/usr/bin/env python3
"""What an operation costs as the tables grow: 10,000, 100,000 and 1,000,000 certificates in one installation.

    python3 benches/growth.py --binary target/release/minhchung --engine sqlite --out target/growth-sqlite.json
    python3 benches/growth.py --report target/growth-sqlite.json target/growth-postgres.json

Each certificate comes with its person, two attempts, 40 responses, its order, its row of the audit trail and its entry
of the log. Some real people sit through HTTP first; their rows are then multiplied inside the engine. What is measured
is done by real people afterwards, by one client, one request after the other, and counts the processor time of the
service and, of PostgreSQL, of all its processes. A million takes 15 GB and half an hour for each engine; it is removed
at the end. PostgreSQL is one of its own, with the settings that it comes with.
"""

import argparse
import json
import signal
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "growing"), str(HERE.parent / "tests/faults")]

import filler  # noqa: E402
import operations  # noqa: E402
import plans  # noqa: E402
import report  # noqa: E402
from installation import progress  # noqa: E402
from town import Town  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, help="the program to measure")
    parser.add_argument("--engine", choices=("sqlite", "postgres"), default="sqlite")
    sizes = [10_000, 100_000, 1_000_000]
    parser.add_argument("--sizes", type=int, nargs="+", default=sizes, help="certificates, growing")
    parser.add_argument("--rounds", type=int, default=200, help="people who sit at each size")
    parser.add_argument("--seconds", type=float, default=20, help="at most so long for one kind of request")
    parser.add_argument("--plans", action="store_true", help="print the plans that read a whole table")
    parser.add_argument("--sql", type=Path, help="statements to run before the tables grow, to try an index")
    parser.add_argument("--out", type=Path, help="where the figures go, as JSON")
    parser.add_argument("--report", type=Path, nargs="+", help="only write the table of such files")
    asked = parser.parse_args()
    if not asked.report and not (asked.binary and asked.binary.is_file()):
        parser.error("which program? --binary")
    asked.binary = asked.binary and asked.binary.resolve()
    return asked


def measure(asked):
    """The figures of one engine, by size."""
    found = {"engine": asked.engine, "sizes": {}}
    with Town(asked, people=filler.TEMPLATES + asked.rounds * len(asked.sizes)) as town:
        templates, fresh = town.people[: filler.TEMPLATES], town.people[filler.TEMPLATES:]
        server = town.serve_measured()
        operations.play_templates(town, server, templates)
        server.stop()
        if asked.sql:
            town.database.run(asked.sql.read_text())
        for turn, size in enumerate(asked.sizes):
            started = time.monotonic()
            filler.grow(town, size)
            seconds = time.monotonic() - started
            progress(f"{size} certificates after {seconds:.0f} s")
            server = town.serve_measured()
            figures = operations.measured(town, server, fresh[turn * asked.rounds:][: asked.rounds], asked.seconds)
            server.stop()
            found["sizes"][str(size)] = {"operations": figures, "filled_in_s": seconds, "bytes": filler.bytes_of(town)}
            if asked.out:
                asked.out.write_text(json.dumps(found, indent=1, ensure_ascii=False))
            print(report.table([found]), flush=True)
        if asked.plans:
            print(plans.of_scans(town))
    return found


def main():
    asked = arguments()
    if asked.report:
        print(report.table([json.loads(file.read_text()) for file in asked.report]))
        return 0
    # Whoever ends it ends what it started, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    measure(asked)
    return 0


if __name__ == "__main__":
    sys.exit(main())
