"""Statistics of a test, worked out with numpy from a matrix of marks: a second way to the same figures.

Reads JSON from standard input: {"possible": [..], "sheets": [[[item, mark, chosen], ..], ..]}; marks in points.
Writes {"test": {..}, "items": [{..}, ..]}; null where a figure does not exist."""

import json
import sys

import numpy as np


def plain(value):
    return None if value is None or not np.isfinite(value) else float(value)


def correlation(one, other):
    return np.corrcoef(one, other)[0, 1] if np.std(one) > 0 and np.std(other) > 0 else None


def shape(scores):
    """Skewness and excess kurtosis with the usual corrections for samples (Joanes and Gill 1998: G1 and G2)."""
    count = len(scores)
    deviations = scores - scores.mean()
    second, third, fourth = ((deviations**power).mean() for power in (2, 3, 4))
    plain_skewness, plain_kurtosis = third / second**1.5, fourth / second**2 - 3
    skewness = plain_skewness * np.sqrt(count * (count - 1)) / (count - 2)
    kurtosis = (count - 1) / ((count - 2) * (count - 3)) * ((count + 1) * plain_kurtosis + 6)
    return skewness, kurtosis


def alpha(columns):
    count = columns.shape[1]
    covariances = np.cov(columns.T)
    mean_covariance = (covariances.sum() - np.trace(covariances)) / (count * (count - 1))
    return count**2 * mean_covariance / covariances.sum()


def main():
    data = json.load(sys.stdin)
    possible, sheets = np.array(data["possible"], float), data["sheets"]
    marks = np.full((len(sheets), len(possible)), np.nan)
    chosen = np.zeros(marks.shape, int)
    for row, sheet in enumerate(sheets):
        for item, mark, options in sheet:
            marks[row, item], chosen[row, item] = mark, options
    totals = np.nansum(marks, axis=1)
    scores = 100 * totals / (~np.isnan(marks) * possible).sum(axis=1)
    is_fixed = not np.isnan(marks).any()
    places = marks if is_fixed else np.array([[mark for _, mark, _ in sheet] for sheet in sheets])
    skewness, kurtosis = shape(scores)
    consistency = alpha(places)
    error = np.sqrt(max(0, 1 - consistency))
    deviation = scores.std(ddof=1)
    often = (~np.isnan(marks)).mean(axis=0)
    roots = []
    for item in range(len(possible)):
        had = ~np.isnan(marks[:, item])
        covariance = np.cov(marks[had, item], totals[had])[0, 1]
        roots.append(np.sqrt(covariance) if covariance >= 0 else np.nan)
    roots = np.array(roots)
    items = []
    for item in range(len(possible)):
        had = ~np.isnan(marks[:, item])
        mark, rest = marks[had, item], totals[had] - marks[had, item]
        largest = np.cov(np.sort(mark), np.sort(rest))[0, 1]
        options = chosen[had, item]
        items.append({
            "facility": plain(mark.mean() / possible[item]),
            "standard_deviation": plain(mark.std(ddof=1) / possible[item]),
            "discrimination": plain(correlation(mark, rest)),
            "efficiency": plain(np.cov(mark, rest)[0, 1] / largest) if largest > 0 else None,
            "intended_weight": plain(possible[item] / (possible * often).sum()),
            "effective_weight": plain(roots[item] / np.nansum(roots * often)),
            "alpha_if_dropped": plain(alpha(np.delete(marks, item, axis=1))) if is_fixed else None,
            "point_biserial": [plain(correlation((options >> option & 1).astype(float), rest)) for option in range(4)],
        })
    test = {
        "mean": plain(scores.mean()), "median": plain(np.median(scores)), "standard_deviation": plain(deviation),
        "skewness": plain(skewness), "kurtosis": plain(kurtosis), "alpha": plain(consistency),
        "error_ratio": plain(error), "standard_error": plain(error * deviation),
    }
    json.dump({"test": test, "items": items}, sys.stdout)


main()
