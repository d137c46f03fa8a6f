"""Mantel-Haenszel of made-up attempts and quartiles of times, worked out with numpy from the definitions.

Reads JSON from standard input: {"items", "groups", "of_sheet": [group or null, ..], "sheets": [[[item, is_right], ..], ..]}
or {"seconds": [..]}. Writes {"differences": [{..}, ..]} in the order of items, then of groups; or {"quartiles": [..]}."""

import json
import sys

import numpy as np

FEWEST = 30


def tables(had, right, matched, focal, reference):
    """One table [[reference right, reference wrong], [group right, group wrong]] for each stratum where both are."""
    for level in np.unique(matched[had], axis=0):
        here = had & (matched == level).all(axis=1)
        table = np.array([[np.sum(here & side & right), np.sum(here & side & ~right)] for side in (reference, focal)], float)
        if (table.sum(axis=1) > 0).all():
            yield table


def mantel_haenszel(strata):
    a, b, c, d = (np.array([table[place] for table in strata]) for place in ((0, 0), (0, 1), (1, 0), (1, 1)))
    total = a + b + c + d
    r, s = a * d / total, b * c / total
    if r.sum() == 0 or s.sum() == 0:
        return None
    p, q = (a + d) / total, (b + c) / total
    # Robins, Breslow and Greenland 1986.
    variance = (
        (p * r).sum() / (2 * r.sum() ** 2)
        + (p * s + q * r).sum() / (2 * r.sum() * s.sum())
        + (q * s).sum() / (2 * s.sum() ** 2)
    )
    expected = (a + b) * (a + c) / total
    spread = (a + b) * (c + d) * (a + c) * (b + d) / (total**2 * (total - 1))
    if spread.sum() == 0:
        return None
    ratio = r.sum() / s.sum()
    chi_square = max(abs(a.sum() - expected.sum()) - 0.5, 0) ** 2 / spread.sum()
    return ratio, -2.35 * np.log(ratio), 2.35 * np.sqrt(variance), chi_square


def compared(sizes):
    enough = [group for group, size in enumerate(sizes) if size >= FEWEST and sum(sizes) - size >= FEWEST]
    if len(enough) == 2 and np.count_nonzero(sizes) == 2:
        first, second = enough
        return [first if sizes[first] < sizes[second] else second]
    return enough


def differences(data):
    shape = (len(data["sheets"]), data["items"])
    had, right = np.zeros(shape, bool), np.zeros(shape, bool)
    for row, sheet in enumerate(data["sheets"]):
        for item, is_right in sheet:
            had[row, item], right[row, item] = True, is_right
    matched = np.column_stack([had.sum(axis=1), right.sum(axis=1)])
    group = np.array([-1 if number is None else number for number in data["of_sheet"]])
    chosen = compared([int((group == number).sum()) for number in range(data["groups"])])
    for item in range(shape[1]):
        for number in chosen:
            focal, reference = group == number, (group >= 0) & (group != number)
            people = [int((had[:, item] & side).sum()) for side in (focal, reference)]
            if min(people) < FEWEST:
                continue
            found = mantel_haenszel(list(tables(had[:, item], right[:, item], matched, focal, reference)))
            if found is None:
                continue
            ratio, delta, error, chi_square = map(float, found)
            size = abs(delta)
            is_small = size < 1 or chi_square < 3.841458820694124
            is_large = size >= 1.5 and (size - 1) / error > 1.6448536269514727
            yield {
                "counts": [item, number, *people], "odds_ratio": ratio, "delta": delta, "standard_error": error,
                "chi_square": chi_square, "class": "A" if is_small else "C" if is_large else "B",
            }


def main():
    data = json.load(sys.stdin)
    if "seconds" in data:
        quartiles = np.quantile(np.array(data["seconds"], float), [0.25, 0.5, 0.75])
        json.dump({"quartiles": quartiles.tolist()}, sys.stdout)
    else:
        json.dump({"differences": list(differences(data))}, sys.stdout)


main()
