"""Item response theory by other people's programs: the package girth (marginal maximum likelihood of the two-parameter
model, without priors) and scipy's adaptive integration.

Reads JSON from standard input: {"answers": [[0 or 1 for each person] for each item],
"abilities": [[[discrimination, difficulty, is_right], ..] for each person]}.
Writes {"discrimination": [..], "difficulty": [..], "abilities": [[mean, standard deviation], ..]}."""

import json
import sys

import numpy as np
from girth import twopl_mml
from scipy.integrate import quad
from scipy.special import log_expit
from scipy.stats import norm


def estimate(answers):
    """Mean and standard deviation of the posterior, integrated piece by piece around its mode."""
    slopes, places, right = (np.array(column, float) for column in zip(*answers))
    signs = 2 * right - 1

    def logarithm(ability):
        return norm.logpdf(ability) + log_expit(signs * slopes * (ability - places)).sum()

    grid = np.linspace(-12, 12, 24001)
    heights = [logarithm(ability) for ability in grid[::10]]
    mode, top = grid[::10][int(np.argmax(heights))], max(heights)

    def integral(function):
        edges = [-14, mode - 4, mode - 1, mode, mode + 1, mode + 4, 14]
        pieces = zip(edges, edges[1:])
        weighted = lambda ability: function(ability) * np.exp(logarithm(ability) - top)
        return sum(quad(weighted, low, high, epsabs=1e-13, epsrel=1e-12, limit=400)[0] for low, high in pieces)

    whole = integral(lambda _: 1.0)
    mean = integral(lambda ability: ability) / whole
    return mean, np.sqrt(integral(lambda ability: (ability - mean) ** 2) / whole)


def main():
    data = json.load(sys.stdin)
    answer = {"abilities": [estimate(answers) for answers in data["abilities"]]}
    if data["answers"]:
        found = twopl_mml(np.array(data["answers"], int), {"quadrature_n": 61, "quadrature_bounds": (-6, 6)})
        answer["discrimination"] = found["Discrimination"].tolist()
        answer["difficulty"] = found["Difficulty"].tolist()
    json.dump(answer, sys.stdout)


main()
