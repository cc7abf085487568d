"""Plans of rounds that need no search, because somebody has found how to construct them: nobody meets twice.

They are seeds for `plworkbench.grouping.rounds.planning.plan_rounds`, which counts them again.
"""

from __future__ import annotations

import itertools

import numpy as np

EIGHT_FOURS = (
    "aeim bfjn cgko dhlp",
    "afkp belo chin dgjm",
    "agLN bHkM ceJP dFiO",
    "aHjO bgIP cFlM deKN",
    "aBcD efGH iJkL mnOP",
    "aElP bDFm cGjN hIkO",
    "aCFo bEiN dGkP hjLM",
    "abGh cImp dLno eFjk",
    "aKMn bJOp cdEH fgil",
    "adIJ bcKL egMO fhNP",
)
"""Half of each of ten rounds of 8 groups of 4: the other groups are these with small and capital letters exchanged.

That ten rounds exist was open until Aguado, *A 10 days solution to the social golfer problem* (manuscript, 2004).
This is another solution, found for this package. Take sixteen pairs of students, a and A to p and P, and two affine
planes of order 4 on the sixteen pairs in which no line of one has three points on a line of the other. Two pairs are
on one line of each plane. Choosing capitals is choosing a sign for every point of every line; the two lines must
give different products of signs, which is a system of linear equations over the field of two elements, here solved.
Each class of parallel lines is a round, and no student meets the other of the pair.
"""


def known_design(groups: int, size: int, rounds: int) -> np.ndarray | None:
    """Return a plan without repeated meetings if a construction is known here.

    Parameters
    ----------
    groups, size : int
        Number of groups in a round and students in a group.
    rounds : int
        Number of rounds.

    Returns
    -------
    ndarray of int, shape (rounds, groups * size), or None
        Group of each seat in each round, from 0. The last `groups` seats do not meet in the first `groups` rounds.

    Examples
    --------
    >>> known_design(5, 3, 5).shape, known_design(6, 5, 6) is None
    ((5, 15), True)
    """
    if groups < 1 or size < 2:
        return None
    plan = _straight_lines(groups, size) if groups > 1 else np.zeros((1, size), dtype=int)
    if (groups, size) == (8, 4) and rounds > len(plan):
        plan = _eight_fours()
    return None if plan is None or len(plan) < rounds else plan[:rounds]


def _straight_lines(groups: int, size: int) -> np.ndarray | None:
    # One column of seats for each place in a group; a round is all lines of one slope through the columns. Two seats
    # of different columns are on one line. Bose (1938), Sankhya 3, 323-338: the orthogonal squares of a finite field.
    field = finite_field(groups) if size <= groups else None
    if field is None:
        return None
    plus, times = field
    height, column = np.arange(groups), np.arange(size)
    below = np.array([[np.flatnonzero(plus[times[slope, c]] == 0)[0] for c in column] for slope in height])
    plan = np.array([[plus[height, below[slope, c]] for c in column] for slope in height]).reshape(groups, -1)
    if groups % size:
        return plan
    # Those of one column have not met yet: they are a smaller task of the same kind.
    inner = known_design(groups // size, size, 1)
    for rounds in itertools.count(2):
        if inner is None or (more := known_design(groups // size, size, rounds)) is None:
            break
        inner = more
    if inner is None:
        return plan
    within = [np.concatenate([labels + c * (groups // size) for c in column]) for labels in inner]
    return np.concatenate([plan, within])


def finite_field(order: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the tables of addition and multiplication of a finite field, or None if there is none of that order.

    Elements are 0 to ``order - 1``; 0 and 1 are what they say. An element of a field of p**k elements is a polynomial
    with its coefficients as digits in base p, multiplied modulo a polynomial that leaves no divisor of zero.

    Parameters
    ----------
    order : int
        Number of elements, at least 2 for a field.

    Examples
    --------
    >>> plus, times = finite_field(4)
    >>> plus[2, 3].item(), times[2, 3].item()
    (1, 1)
    >>> finite_field(6) is None
    True
    """
    prime = next((p for p in range(2, order + 1) if order % p == 0), 0)
    degree, power = 0, 1
    while prime and power < order:
        degree, power = degree + 1, power * prime
    if not prime or power != order:
        return None
    digits = np.array(list(itertools.product(range(prime), repeat=degree)))[:, ::-1]
    values = prime ** np.arange(degree)
    plus = ((digits[:, None] + digits[None]) % prime) @ values
    for tail in digits:  # x ** degree is replaced by this polynomial; the first that gives a field will do.
        powers = [np.eye(degree, dtype=int)[0]]
        for _ in range(2 * degree - 2):
            shifted = np.concatenate([[0], powers[-1][:-1]])
            powers.append((shifted + powers[-1][-1] * tail) % prime)
        product = np.zeros((order, order, degree), dtype=int)
        for i, j in itertools.product(range(degree), repeat=2):
            product += (digits[:, None, i] * digits[None, :, j])[..., None] * powers[i + j]
        times = (product % prime) @ values
        if (times[1:, 1:] > 0).all():
            return plus, times
    return None


def _eight_fours() -> np.ndarray:
    plan = np.empty((10, 32), dtype=int)
    for labels, half in zip(plan, EIGHT_FOURS):
        for label, group in enumerate(half.split()):
            for letter in group:
                point = ord(letter.lower()) - ord("a")
                labels[2 * point + letter.isupper()] = label
                labels[2 * point + letter.islower()] = label + 4
    return plan
