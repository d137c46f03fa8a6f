"""How schemathesis logs in: with a token that is not the one it logs out."""

import json
import os

import requests
import schemathesis

ACCOUNT = json.loads(os.environ["LOG_IN"] or "null")


def log_in():
    body = {"login": ACCOUNT[0], "secret": ACCOUNT[1]}
    answer = requests.post(f"{os.environ['SERVICE']}/api/v1/session", json=body, timeout=10)
    answer.raise_for_status()
    return answer.json()["token"]


if ACCOUNT:

    @schemathesis.auth().skip_for(method="POST", path="/api/v1/session").skip_for(method="DELETE")
    class Stays:
        def get(self, case, context):
            return log_in()

        def set(self, case, data, context):
            case.headers["Authorization"] = f"Bearer {data}"

    @schemathesis.auth(refresh_interval=None).apply_to(method="DELETE")
    class LogsOut(Stays):
        pass
