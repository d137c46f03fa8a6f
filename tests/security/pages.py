"""wapiti walks through the pages and attacks what it finds: as nobody, as a candidate and as an administrator.

Only its modules that need nobody outside this machine; each is bounded in time. Anything it calls a vulnerability or an
anomaly is a finding.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from callers import Caller, administrator
from installation import ASSESSMENT, Broken, Installation, arguments, progress, run

MODULES = (
    "cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,timesql,"
    "upload,xss"
)
# Forms without a session behind them, or that write nothing: where they come from is told by `Sec-Fetch-Site` and `Origin`,
# which wapiti does not look at; the journeys `authorisation` show that other sites' forms are refused.
# In an author's preview the candidate's form leads nowhere: the address does not exist, whatever is sent.
TOLD_OTHERWISE = re.compile(r"/login|/preferences|/v|/authoring/[^/]+/items/[^/]+/items/[0-9]+")


def scanned(server, folder, cookie, starts, seconds):
    """Runs wapiti once; gives its report."""
    service, report = f"http://127.0.0.1:{server.port}", folder / "report.json"
    line = [
        Path(sys.executable).parent / "wapiti", "--url", f"{service}/", "--scope", "domain", "--module", MODULES,
        "--exclude", f"{service}/logout", "--max-scan-time", str(seconds), "--max-attack-time", str(seconds),
        "--format", "json", "--output", report, "--store-session", folder / "session", "--store-config", folder,
        "--flush-session", "--no-bugreport", "--verbose", "0", "--timeout", "10", "--level", "2",
    ]
    line += [word for path in starts for word in ("--start", service + path)]
    line += ["--header", f"Cookie: {cookie}"] if cookie else []
    done = subprocess.run(line, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode or not report.exists():
        raise Broken(f"wapiti ended with {done.returncode}: {done.stderr[-400:]}{done.stdout[-400:]}")
    return json.loads(report.read_text(encoding="utf-8"))


def findings(report):
    """Everything of a report that is a finding, in a line each."""
    for kind in ("vulnerabilities", "anomalies"):
        for name, all_of_it in report[kind].items():
            for one in all_of_it:
                path = one["path"].partition("?")[0]
                if name == "Cross Site Request Forgery" and TOLD_OTHERWISE.fullmatch(path):
                    continue
                yield f"{name}: {one['method']} {one['path']} {one.get('parameter') or ''}: {one['info']}"


def drill(asked):
    with Installation(asked, people=2) as place, tempfile.TemporaryDirectory() as folder:
        account = administrator(place)
        server = place.serve()
        candidate, passer, chief = (Caller(server, who) for who in [*place.people, account])
        attempt, code = candidate.starts(), passer.passes()
        runs = [
            ("nobody", "", ["/v", f"/v/{code}", "/login", f"/measures/{ASSESSMENT}"]),
            ("candidate", candidate.cookie, ["/assessments", f"/attempts/{attempt}", f"/attempts/{attempt}?view=all"]),
            ("administrator", chief.cookie, ["/admin", "/authoring", "/admin/certificates", "/admin/decisions"]),
        ]
        found, pages = [], 0
        for name, cookie, starts in runs:
            report = scanned(server, Path(folder), cookie, starts, asked.seconds)
            pages += report["infos"]["crawled_pages_nbr"]
            here = [f"as {name}: {finding}" for finding in findings(report)]
            progress(f"as {name}: {report['infos']['crawled_pages_nbr']} pages, {len(here)} findings")
            print("\n".join(here), file=sys.stderr)
            found += here
        words = [line for line in server.words().splitlines() if "ERROR" in line or "panicked" in line]
        if found or words:
            raise Broken(f"{len(found)} findings; the service said {words[:5]}")
    return f"kept: {pages} pages as {len(runs)} callers, nothing found, no error logged"


def more(parser):
    parser.add_argument("--seconds", type=int, default=120, help="for the walk, and for each module")


if __name__ == "__main__":
    sys.exit(run("pages", drill, arguments(__doc__, rounds=1, more=more)))
