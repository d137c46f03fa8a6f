"""Recomputes the score of an exported attempt, without a line of the program that exported it.

    python3 replay_attempt.py ATTEMPT.json

Prints "agrees" or "differs" with outcome and hundredths of points; exit code 0 only when it agrees with what is stored.
"""

import hashlib
import json
import math
import re
import sys
import unicodedata
from fractions import Fraction
from itertools import combinations


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def plain(text, minds_case=False, ignores_marks=False):
    """Words as a key compares them."""
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if ignores_marks:
        letters = (letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
        text = "".join(letters).replace("đ", "d").replace("Đ", "D")
    return text if minds_case else unicodedata.normalize("NFC", text.upper().lower())


def number(written):
    """A number with a decimal comma or point and thousands in groups; None when it is none."""
    text = written.strip().replace("−", "-")
    sign = -1 if text.startswith("-") else 1
    text = text.lstrip("+-").strip()
    marks = re.findall(r"[.,]", text)
    whole, part = text, ""
    if marks and (len(marks) == 1 or marks.count(marks[-1]) == 1):
        whole, part = text[: text.rindex(marks[-1])], text[text.rindex(marks[-1]) + 1 :]
    elif marks and len(set(marks)) > 1:
        return None
    if not re.fullmatch(r"\d*|\d{1,3}([., \u00a0\u202f])\d{3}(\1\d{3})*", whole, re.ASCII) or not re.fullmatch(r"\d*", part, re.ASCII):
        return None
    digits = re.sub(r"\D", "", whole)
    return sign * Fraction(int(digits + part), 10 ** len(part)) if digits + part else None


def is_number(key, written):
    units = sorted(key.get("units", []), key=lambda unit: -len(unit[0]))
    size = Fraction(1)
    for name, worth in units:
        if written.endswith(name):
            written, size = written[: -len(name)], Fraction(worth)
            break
    given = number(written)
    return given is not None and abs(given * size - Fraction(key["value"])) <= Fraction(key.get("tolerance", "0"))


def is_text(key, written):
    rules = (key.get("minds_case", False), key.get("ignores_marks", False))
    return plain(written, *rules) in [plain(text, *rules) for text in key["accepted"]]


def choice(key, item, chosen):
    right, chosen = set(key["correct"]), set(chosen)
    wrong = set(item["options"]) - right
    if chosen == right or len(right) < 2:
        return Fraction(chosen == right)
    lost = Fraction(len(chosen & wrong), len(wrong)) if wrong else Fraction(0)
    return Fraction(len(chosen & right), len(right)) - lost


def order(key, given):
    """Places of the right order, as they were given."""
    given, rule = [key["order"].index(option) for option in given], key["partial_credit"]
    count = len(given)
    follows = [given.index(one) + 1 == given.index(one + 1) for one in range(count - 1)]
    ends = (given[0] == 0, given[-1] == count - 1)
    pairs = list(combinations(range(count), 2))

    def longest(fits):
        best = {}
        for place in given:
            best[place] = 1 + max((length for other, length in best.items() if fits(other, place)), default=0)
        length = max(best.values())
        return length if length > 1 else 0

    return {
        "all_or_nothing": lambda: Fraction(given == sorted(given)),
        "absolute_position": lambda: Fraction(sum(place == what for place, what in enumerate(given)), count),
        "distance": lambda: Fraction(sum(count - 1 - abs(place - what) for place, what in enumerate(given)), count * (count - 1)),
        "next": lambda: Fraction(sum(follows), count - 1),
        "next_or_last": lambda: Fraction(sum(follows) + ends[1], count),
        "neighbours": lambda: Fraction(2 * sum(follows) + sum(ends), 2 * count),
        "all_others": lambda: Fraction(sum(given[one] < given[other] for one, other in pairs), len(pairs)),
        "longest_ordered": lambda: Fraction(longest(lambda other, place: other < place), count),
        "longest_run": lambda: Fraction(longest(lambda other, place: other + 1 == place), count),
    }[rule]()


def blanks(key, filled):
    def is_right(blank, written):
        kinds = {"option": lambda wanted: wanted == written, "text": lambda wanted: is_text(wanted, written), "number": lambda wanted: is_number(wanted, written)}
        return any(judge(blank[kind]) for kind, judge in kinds.items() if kind in blank)

    right = sum(blank["weight"] for name, blank in key["blanks"].items() if name in filled and is_right(blank, filled[name]))
    return Fraction(right, sum(blank["weight"] for blank in key["blanks"].values()))


def is_in(area, x, y):
    if "rectangle" in area:
        (left, top), (right, bottom) = area["rectangle"]
        return left <= x <= right and top <= y <= bottom
    if "circle" in area:
        (middle_x, middle_y), radius = area["circle"]
        return (x - middle_x) ** 2 + (y - middle_y) ** 2 <= radius**2
    corners, inside = area["polygon"], False
    for (from_x, from_y), (to_x, to_y) in zip(corners, corners[1:] + corners[:1]):
        on_line = (to_x - from_x) * (y - from_y) == (to_y - from_y) * (x - from_x)
        if on_line and min(from_x, to_x) <= x <= max(from_x, to_x) and min(from_y, to_y) <= y <= max(from_y, to_y):
            return True
        if (from_y > y) != (to_y > y) and x < from_x + Fraction((to_x - from_x) * (y - from_y), to_y - from_y):
            inside = not inside
    return inside


def points(key, given):
    areas = key["areas"].values()
    hits = sum(any(is_in(area, *point) for point in given) for area in areas)
    misses = sum(not any(is_in(area, *point) for area in areas) for point in given)
    return Fraction(hits - misses, len(areas))


def mark(item):
    """Hundredths of a point: what share of the item's points the response earns, rounded half up."""
    key, response = item["key"], item["response"] and item["response"]["value"]
    if not response or not next(iter(response.values())):
        return 0
    (kind, given), = response.items()
    share = {
        "choice": lambda: choice(key, item, given),
        "match": lambda: Fraction(sum(given.get(source) == target for source, target in key["pairs"].items()), len(key["pairs"])),
        "order": lambda: order(key, given),
        "number": lambda: Fraction(is_number(key["number"], given)),
        "text": lambda: Fraction(is_text(key["text"], given)),
        "blanks": lambda: blanks(key, given),
        "points": lambda: points(key, given),
    }[kind]()
    if key["partial_credit"] == "all_or_nothing" and share < 1:
        return 0
    return int(max(share, Fraction(0)) * key["points"] * 100 + Fraction(1, 2))


def deduction(item, costs):
    """Hundredths of a point that a choice costs which is answered and earns nothing, rounded half up."""
    response = item["response"] and item["response"]["value"]
    if costs is None or "correct" not in item["key"] or not response or not response["choice"] or mark(item):
        return 0
    return int(Fraction(costs) * item["key"]["points"] * 100 + Fraction(1, 2))


def whole(number):
    """The nearest whole number, halves away from zero."""
    return int(math.copysign(math.floor(abs(number) + 0.5), number))


def chance(parameters, ability):
    a, b = (millionths / 1e6 for millionths in parameters)
    return 1 / (1 + math.exp(-a * (ability - b)))


def estimate(answers, quadrature):
    """Mean and standard deviation of the posterior in millionths: equal steps, standard normal prior."""
    count, reach = quadrature["nodes"], quadrature["reach"]
    nodes = [number * 2 * reach / (count - 1) - reach for number in range(count)]

    def log_weight(node):
        total = -node * node / 2
        for (a, b), is_right in answers:
            logit = a / 1e6 * (node - b / 1e6) * (1 if is_right else -1)
            total += min(logit, 0) - math.log1p(math.exp(-abs(logit)))
        return total

    logs = [log_weight(node) for node in nodes]
    weights = [math.exp(log - max(logs)) for log in logs]
    mean = math.fsum(weight * node for weight, node in zip(weights, nodes)) / math.fsum(weights)
    squares = math.fsum(weight * (node - mean) ** 2 for weight, node in zip(weights, nodes))
    return whole(mean * 1e6), whole(math.sqrt(squares / math.fsum(weights)) * 1e6)


def adaptive(record, counted):
    """The score of an adaptive test, by competency and whole: what the ability is expected to earn on the pool."""
    test = record["adaptive"]
    pool = {item["item"]: item for item in test["pool"]}
    right = {item["item"]: mark(item) * 2 >= item["key"]["points"] * 100 for item in counted}
    ability, error = estimate(
        [(pool[item["item"]]["parameters"], right[item["item"]]) for item in counted], test["quadrature"]
    )
    earns = len(record["items"]) >= test["least_items"] and any(right.values())
    sums = {}
    for item in pool.values():
        if item["counts"]:
            points = item["points"] * 100
            expected = points * whole(chance(item["parameters"], ability / 1e6) * 1e9) if earns else 0
            for code in (None, item["competency"]):
                part = sums.setdefault(code, [0, 0])
                part[0], part[1] = part[0] + expected, part[1] + points
    scores = {code: (earned // 10**9, possible) for code, (earned, possible) in sums.items()}
    return scores.pop(None, (0, 0)), scores, (ability, error)


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
    earned, lost, possible, parts = 0, 0, 0, {}
    for item in record["items"]:
        counts = last.get(item["item"]) != "withdrawn"
        mine, most = (mark(item), item["key"]["points"] * 100) if counts else (0, 0)
        taken = deduction(item, record.get("wrong_costs")) if counts else 0
        if (mine, taken, most) != (item["earned"], item.get("deducted", 0), item["possible"]):
            complaints.append(f"item {item['number']}: {mine} of {most}, {taken} taken away")
        if counts:
            earned, lost, possible = earned + mine, lost + taken, possible + most
            part = parts.setdefault(item["competency"], [0, 0])
            part[0], part[1] = part[0] + mine - taken, part[1] + most
    earned = max(earned - lost, 0)
    if "adaptive" in record:
        counted = [item for item in record["items"] if last.get(item["item"]) != "withdrawn"]
        (earned, possible), parts, estimated = adaptive(record, counted)
        if estimated != (record["adaptive"]["ability"], record["adaptive"]["ability_error"]):
            complaints.append(f"the estimate is {estimated}")
        if any(item["counts"] != (last.get(item["item"]) != "withdrawn") for item in record["adaptive"]["pool"]):
            complaints.append("the pool does not follow from the decisions")

    def reaches(points, of, cut):
        return of > 0 and Fraction(points, of) >= Fraction(cut, 10_000)

    cuts = record["cuts"]
    passed = reaches(earned, possible, cuts["whole"]) and all(
        reaches(max(parts[code][0], 0), parts[code][1], cut) for code, cut in cuts["by_competency"].items() if code in parts
    )
    result = {"outcome": "passed" if passed else "failed", "earned": earned, "possible": possible}
    if result != record["stored"]:
        complaints.append("the stored result is another one")
    reached = [grade for grade in record.get("grades", []) if passed and reaches(earned, possible, grade["from"])]
    grade = max(reached, key=lambda grade: grade["from"], default={}).get("code")
    if grade != record.get("grade"):
        complaints.append(f"the grade is {grade}")
    print("differs" if complaints else "agrees", result["outcome"], earned, possible, *complaints)
    sys.exit(1 if complaints else 0)


if __name__ == "__main__":
    main()
