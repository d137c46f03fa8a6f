"""Recomputes the score of an exported attempt, without a line of the program that exported it.

    python3 replay_attempt.py ATTEMPT.json

Prints "agrees" or "differs" with outcome and hundredths of points; exit code 0 only when it agrees with what is stored.
"""

import hashlib
import json
import sys
from fractions import Fraction


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def mark(item):
    """Hundredths of a point: what share of the item's points the response earns, rounded half up."""
    right = set(item["key"]["correct"])
    wrong = set(item["options"]) - right
    chosen = set(item["response"]["value"]["choice"]) if item["response"] else set()
    if item["type"] not in ("single_choice", "multiple_choice", "true_false"):
        sys.exit(f"item {item['number']}: this script does not know the type {item['type']}")
    if not item["response"]:
        share = Fraction(0)
    elif chosen == right:
        share = Fraction(1)
    elif item["key"]["partial_credit"] == "sum_clamped" and len(right) > 1:
        gained = Fraction(len(chosen & right), len(right))
        lost = Fraction(len(chosen & wrong), len(wrong)) if wrong else Fraction(0)
        share = max(Fraction(0), gained - lost)
    else:
        share = Fraction(0)
    return int(share * item["key"]["points"] * 100 + Fraction(1, 2))


def main():
    with open(sys.argv[1], "rb") as file:
        raw = file.read()
    record = json.loads(raw)
    if (record["format"], record["version"]) != ("minhchung-attempt", 1) or record["rules_version"] not in (1, 2):
        sys.exit("not a record of version 1 under rules of version 1 or 2")
    complaints = []
    if canonical(record) + b"\n" != raw:
        complaints.append("the file is not canonical")
    keys = [{name: item[name] for name in ("item", "key", "key_revision")} for item in record["items"]]
    if hashlib.sha256(canonical(keys)).hexdigest() != record["keys_sha256"]:
        complaints.append("keys_sha256 is not the hash of the keys")

    last = {decision["item"]: decision["ruling"] for decision in record["decisions"]}
    earned, possible, parts = 0, 0, {}
    for item in record["items"]:
        counts = last.get(item["item"]) != "withdrawn"
        mine, most = (mark(item), item["key"]["points"] * 100) if counts else (0, 0)
        if (mine, most) != (item["earned"], item["possible"]):
            complaints.append(f"item {item['number']}: {mine} of {most}")
        if counts:
            earned, possible = earned + mine, possible + most
            part = parts.setdefault(item["competency"], [0, 0])
            part[0], part[1] = part[0] + mine, part[1] + most

    def reaches(points, of, cut):
        return of > 0 and Fraction(points, of) >= Fraction(cut, 10_000)

    cuts = record["cuts"]
    passed = reaches(earned, possible, cuts["whole"]) and all(
        reaches(*parts[code], cut) for code, cut in cuts["by_competency"].items() if code in parts
    )
    result = {"outcome": "passed" if passed else "failed", "earned": earned, "possible": possible}
    if result != record["stored"]:
        complaints.append("the stored result is another one")
    print("differs" if complaints else "agrees", result["outcome"], earned, possible, *complaints)
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
