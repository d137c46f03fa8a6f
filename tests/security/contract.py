"""schemathesis holds the API against its own description: as nobody, as a candidate and as an administrator.

Each is tried with ids as the description allows them, almost all of which are missing, and with those of an open attempt,
so that requests come further than `404`. All checks of schemathesis are on. What it may send is bounded in count.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from callers import Caller, administrator
from installation import ASSESSMENT, Broken, Installation, arguments, progress, run

HERE = Path(__file__).resolve().parent
# What no description can say, and gets 422: which of the responses an item takes, and that an Idempotency-Key came before
# with another request.
UNSAID = """
[[operations]]
include-path = [
    "/api/v1/attempts/{id}/responses/{number}", "/api/v1/assessments/{code}/attempts", "/api/v1/attempts/{id}/submit"
]
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "422"]
"""


def scanned(server, folder, rounds, who, ids):
    """Runs schemathesis once; gives what it said and whether it found nothing."""
    settings = folder / "schemathesis.toml"
    # A name in a path stands for a thing that is there.
    named = "".join(f'"path.{name}" = {json.dumps(value)}\n' for name, value in ids.items())
    settings.write_text(f"[parameters]\n{named}{UNSAID}", encoding="utf-8")
    service = f"http://127.0.0.1:{server.port}"
    environment = {
        "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE), "SERVICE": service, "LOG_IN": json.dumps(who)
    }
    line = [
        Path(sys.executable).parent / "schemathesis", "--config-file", settings, "run",
        f"{service}/api/v1/openapi.json", "--checks", "all", "--no-color", "--max-examples", str(rounds),
        "--request-timeout", "10", "--continue-on-failure", "--no-shrink", "--generation-database", "none",
        "--seed", "1", "--warnings", "off",
    ]
    done = subprocess.run(
        line, cwd=folder, env=os.environ | environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    return done.stdout + done.stderr, done.returncode == 0


def drill(asked):
    with Installation(asked, people=1) as place, tempfile.TemporaryDirectory() as folder:
        account = administrator(place)
        server = place.serve()
        runs = [("nobody", None, {})]
        for name, who in [("candidate", place.people[0]), ("administrator", account)]:
            attempt = {"id": Caller(server, who).starts(), "code": ASSESSMENT, "number": 1}
            runs += [(name, who, {}), (f"{name} with an attempt", who, attempt)]
        found, cases = [], 0
        for name, who, ids in runs:
            said, is_fine = scanned(server, Path(folder), asked.rounds, who, ids)
            cases += sum(map(int, re.findall(r"(\d+) generated", said)))
            if not is_fine:
                found.append(name)
                print(f"as {name}:\n{said}", file=sys.stderr)
            progress(f"as {name}: {'fine' if is_fine else 'FOUND SOMETHING'}")
            if server.process.poll() is not None:
                raise Broken(f"the service ended with {server.process.returncode} when asked as {name}")
        words = [line for line in server.words().splitlines() if "ERROR" in line or "panicked" in line]
        if found or words:
            raise Broken(f"findings as {', '.join(found) or 'nobody'}; the service said {words[:5]}")
    return f"kept: {cases} requests as {len(runs)} callers, nothing found, no error logged"


if __name__ == "__main__":
    sys.exit(run("contract", drill, arguments(__doc__, rounds=60)))
