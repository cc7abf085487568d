"""Effects of students, standards and assessments, fitted together: the model behind `ShrunkMean`.

log-odds of a point = level of the class + growth with the pieces before + student + standard + assessment
                      + deviation of the cell (this student, this standard),

where all but the first two are drawn from normal distributions with mean 0, whose variances the data tell. A piece
weighs 1 / scatter (`noise.PieceNoise`). Fitted by penalised Newton steps; what a cell deviates by is integrated out as
a normal distribution, with the mean of the logistic function over it (not its value at the mode), without which
variances of right-or-wrong answers come out too small.

Sources: Breslow, N. E., & Clayton, D. G. (1993). Approximate inference in generalized linear mixed models. JASA 88,
9-25. De Boeck, P., et al. (2011). The estimation of item response models with the lmer function. Journal of
Statistical Software 39(12). EM for the variances: Dempster, Laird & Rubin (1977). JRSS B 39, 1-38.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.special import expit, logit

from plworkbench.mastery.estimates.noise import PieceNoise, piece_noise
from plworkbench.mastery.estimates.posterior import soften
from plworkbench.mastery.estimates.responses import Layout

FASTER = 1.7
"""EM's steps of a variance are lengthened so much (on its logarithm); plain ones are slow."""

LONGEST_STEP = 1.0
"""No effect moves further in a round, in log-odds: far from the answer Newton's steps overshoot."""

GROWTH_UP_TO = 12
"""Growth is not carried on beyond so many pieces, nor beyond as many as nine in ten cells of the class have.

Without the second, a student with more work than the others would be expected to grow on and on, and four failed
exit tickets would hardly lower the estimate.
"""

FEWEST_TAKERS = 5
"""Students who must have taken an assessment before it can count as a hard or an easy one.

With fewer, a low score would be blamed on the assessment, and a student's new work would hardly count.
"""

IMAGINED = {"student": (1.0, (0.25, 0.01)), "standard": (1.0, (0.25, 0.01)), "assessment": (2.0, (0.05,))}
"""Levels imagined beside those seen, and their variances: what keeps a class of three from extremes."""

IMAGINED_CELLS = 2

CLASS_LEVEL = 6.25
"""Prior variance of the level of the class: a class in which all pieces are right is not good without end. As wide as
Gelman, A., et al. (2008, Annals of Applied Statistics 2, 1360-1383) advise for a coefficient of a logistic regression.
"""


def growth_design(place: np.ndarray) -> np.ndarray:
    """Return what stands for growth after so many pieces, shape (n, 3): level, early growth, steady growth."""
    return np.column_stack([np.ones(len(place)), np.log1p(place), place / 4])


def slope_design(place: np.ndarray, centre: float) -> np.ndarray:
    """Return what students and standards differ in, shape (n, 2): level, and steady growth about its mean."""
    return np.column_stack([np.ones(len(place)), place / 4 - centre])


@dataclass
class Block:
    """Effects of one kind: some coefficients for each level (each student, say).

    Parameters
    ----------
    codes : ndarray of int
        Level of each response.
    of_cell : ndarray of int or None
        Level of each cell; None where the responses of a cell are of several levels.
    design : ndarray of float, shape (n_responses, q)
        What the coefficients are multiplied by.
    variance : ndarray of float, shape (q,)
        Variance of the coefficients between levels.
    """

    codes: np.ndarray
    of_cell: np.ndarray | None
    design: np.ndarray
    variance: np.ndarray
    levels: int
    effects: np.ndarray = field(init=False)
    covariance: np.ndarray = field(init=False)

    def __post_init__(self):
        q = self.design.shape[1]
        self.effects = np.zeros((self.levels, q))
        self.covariance = np.broadcast_to(np.diag(self.variance), (self.levels, q, q))

    @property
    def contribution(self) -> np.ndarray:
        """What the effects add to the log-odds of each response."""
        return np.einsum("rq,rq->r", self.design, self.effects[self.codes])

    def step(self, layout: Layout, weight: np.ndarray, residual: np.ndarray, room: np.ndarray) -> np.ndarray:
        """Move the effects by a Newton step; return the residuals after it.

        Parameters
        ----------
        weight, residual : ndarray of float
            Information and score of each response.
        room : ndarray of float
            Of each cell, the variance its deviation has left given its responses: what it takes up of any move.
        """
        q = self.design.shape[1]
        weighted = weight[:, None] * self.design
        if self.of_cell is None:
            weight_left = weighted * (1 - room[layout.cell] * weight)[:, None]
            in_cells = None
        else:
            weight_left = weighted
            in_cells = np.column_stack([layout.sum_cells(weighted[:, at]) for at in range(q)])
        information = np.empty((self.levels, q, q))
        for at in range(q):
            for to in range(at, q):
                sums = np.bincount(self.codes, weight_left[:, at] * self.design[:, to], minlength=self.levels)
                if in_cells is not None:
                    taken = room * in_cells[:, at] * in_cells[:, to]
                    sums = sums - np.bincount(self.of_cell, taken, minlength=self.levels)
                information[:, at, to] = information[:, to, at] = sums
        score = np.column_stack(
            [np.bincount(self.codes, residual * self.design[:, at], minlength=self.levels) for at in range(q)]
        )
        self.covariance = np.linalg.inv(information + np.diag(1 / self.variance))
        move = np.einsum("lij,lj->li", self.covariance, score - self.effects / self.variance)
        move = np.clip(move, -LONGEST_STEP, LONGEST_STEP)
        self.effects = self.effects + move
        shift = np.einsum("rq,rq->r", self.design, move[self.codes])
        return residual - weight * (shift - (room * layout.sum_cells(weight * shift))[layout.cell])

    def learn_variance(self, imagined: tuple[float, tuple[float, ...]], more: np.ndarray | float = 0.0) -> None:
        """Move the variances by a step of EM; `more` is uncertainty of the levels beyond their covariance."""
        spread = np.diagonal(self.covariance, axis1=1, axis2=2)
        count, usual = imagined[0], np.array(imagined[1][: len(self.variance)])
        seen = (self.effects**2 + spread + np.reshape(more, (-1, 1))).sum(axis=0)
        self.variance = _toward(self.variance, (seen + count * usual) / (self.levels + count), 1e-4, 4.0)


@dataclass
class Crossed:
    """What `fit_crossed` finds.

    Parameters
    ----------
    blocks : dict of str to Block
        'class', 'student', 'standard', and 'assessment' where responses name theirs.
    noise : PieceNoise
        Scatter of pieces.
    cell_variance : float
        Variance of the deviations of cells.
    centre : float
        Mean of the steady growth, which slopes are about.
    up_to : int
        Pieces beyond which growth is not carried on.
    standard_of : ndarray of int or None
        Standard of each assessment.
    shared : ndarray of float or None
        Where there are assessments: the variance of each standard's level that comes from how hard they happened to
        be. A student's own pieces cannot tell the two apart, so it stays in every estimate.
    rounds : int
        Rounds until nothing moved any more.
    """

    blocks: dict[str, Block]
    noise: PieceNoise
    cell_variance: float
    centre: float
    up_to: int
    standard_of: np.ndarray | None
    assessments: dict[tuple[int, object], int]
    shared: np.ndarray | None = None
    rounds: int = 0

    @property
    def fixed(self) -> np.ndarray:
        """The log-odds of each response fitted, without its cell's deviation."""
        return sum(block.contribution for block in self.blocks.values())


def fit_crossed(
    layout: Layout, *, assessments: bool = True, prior_weight: float | None = None, max_iter: int = 40
) -> Crossed:
    """Fit the model.

    Parameters
    ----------
    layout : Layout
        The responses.
    assessments : bool, default True
        Whether assessments of one standard may differ in how hard they are, where the responses name them.
    prior_weight : float, optional
        How many pieces of work the class's and the student's usual result weigh; by default found from the data.
    max_iter : int, default 40
        Most rounds.
    """
    model = _start(layout, assessments and "assessment" in layout.frame)
    deviation, variance = np.zeros(layout.cells), np.full(layout.cells, model.cell_variance)
    for model.rounds in range(1, max_iter + 1):
        fixed, before = model.fixed, model.cell_variance
        if model.rounds in (6, 12):
            model.noise = piece_noise(layout, expit(fixed))
        scatter = model.noise.of(layout.points)
        for _ in range(2):
            residual, weight, variance = _look(layout, fixed, deviation, variance, scatter, model.cell_variance)
            step = variance * (layout.sum_cells(residual) - deviation / model.cell_variance)
            deviation = deviation + np.clip(step, -LONGEST_STEP, LONGEST_STEP)
        residual, weight, room = _look(layout, fixed, deviation, variance, scatter, model.cell_variance)
        for block in model.blocks.values():
            residual = block.step(layout, weight, residual, room)
        # What the effects have taken over, the deviations give up.
        deviation = deviation - room * layout.sum_cells(weight * (model.fixed - fixed))
        _centre(model)
        if model.rounds > 2:
            _learn_variances(model, layout, deviation, room, prior_weight, scatter)
        moved = np.abs(model.fixed - fixed).mean() + abs(np.log(model.cell_variance / before))
        if moved < 0.002 and model.rounds > 12:
            break
    return model


def _start(layout: Layout, with_assessments: bool) -> Crossed:
    up_to = _growth_up_to(layout)
    place = np.minimum(layout.place, up_to)
    centre = float(slope_design(place, 0.0)[:, 1].mean())
    slopes = slope_design(place, centre)
    nobody = np.zeros(len(layout), dtype=np.int64)
    blocks = {
        "class": Block(nobody, nobody[: layout.cells], growth_design(place), np.array([CLASS_LEVEL, 4.0, 4.0]), 1),
        "student": Block(
            layout.student, layout.cell_student, slopes, np.array([0.5, 0.02]), len(layout.students)
        ),
    }  # fmt: skip
    # Assessments say better than a slope how a standard's results change from piece to piece.
    own = slopes[:, :1] if with_assessments else slopes
    blocks["standard"] = Block(
        layout.standard, layout.cell_standard, own, np.array([0.5, 0.02])[: own.shape[1]], len(layout.standards)
    )
    mean = (layout.proportion.sum() + 1) / (len(layout) + 2)
    blocks["class"].effects[0, 0] = logit(mean)
    found, standard_of = {}, None
    if with_assessments:
        codes, names, of_many = _assessments(layout)
        found = {name: at for at, name in enumerate(names) if name[1] is not None}
        standard_of = np.array([standard for standard, _ in names])
        own_level = slopes[:, :1] * of_many[:, None]
        blocks["assessment"] = Block(codes, None, own_level, np.array([0.05]), len(names))
    return Crossed(blocks, piece_noise(layout), 0.4, centre, up_to, standard_of, found)


def _growth_up_to(layout: Layout) -> int:
    pieces = layout.cell_count[layout.cell_count > 0]
    return int(min(GROWTH_UP_TO, np.ceil(np.quantile(pieces, 0.9)))) if len(pieces) else GROWTH_UP_TO


def _assessments(layout: Layout) -> tuple[np.ndarray, list[tuple[int, object]], np.ndarray]:
    """Return the assessment of each response, standard and title of each, and which responses are of one many took.

    What only a few took says nothing of how hard it is: those of a standard are one, without a title.
    """
    import pandas as pd

    titles = layout.frame["assessment"].astype("object")
    of_one = pd.DataFrame({"standard": layout.standard, "title": titles.to_numpy(), "student": layout.student})
    takers = of_one.groupby(["standard", "title"], dropna=False)["student"].transform("nunique")
    of_many = takers.to_numpy() >= FEWEST_TAKERS
    pairs = list(zip(layout.standard.tolist(), np.where(of_many, titles.to_numpy(), None).tolist()))
    at: dict[tuple[int, object], int] = {}
    codes = np.array([at.setdefault(pair, len(at)) for pair in pairs], dtype=np.int64)
    return codes, list(at), of_many


def _look(layout, fixed, deviation, variance, scatter, cell_variance):
    """Return score and information of each response, and the variance each cell has left."""
    softer = soften(variance)[layout.cell]
    expected = expit((fixed + deviation[layout.cell]) * softer)
    weight = np.maximum(expected * (1 - expected) * softer, 1e-3) / scatter
    return (layout.proportion - expected) / scatter, weight, 1 / (1 / cell_variance + layout.sum_cells(weight))


def _centre(model: Crossed) -> None:
    """Move means of the effects to the class, and what assessments of one standard have in common to the standard."""
    level = model.blocks["class"].effects
    for name in ("student", "standard"):
        block = model.blocks[name]
        mean = block.effects.mean(axis=0)
        block.effects = block.effects - mean
        level[0, 0] += mean[0]
        if len(mean) > 1:
            level[0, 2] += mean[1]
            level[0, 0] -= mean[1] * model.centre
    if model.standard_of is None:
        return
    standard, assessment = model.blocks["standard"], model.blocks["assessment"]
    total = standard.effects[model.standard_of, 0] + assessment.effects[:, 0]
    among = assessment.variance[0]
    count = np.bincount(model.standard_of, minlength=standard.levels)
    model.shared = 1 / (count / among + 1 / standard.variance[0])
    standard.effects = (np.bincount(model.standard_of, total, minlength=standard.levels) / among * model.shared)[
        :, None
    ]
    assessment.effects = (total - standard.effects[model.standard_of, 0])[:, None]


def _learn_variances(model, layout, deviation, room, prior_weight, scatter) -> None:
    blocks = model.blocks
    blocks["student"].learn_variance(IMAGINED["student"])
    blocks["standard"].learn_variance(IMAGINED["standard"], 0.0 if model.shared is None else model.shared)
    if "assessment" in blocks:
        blocks["assessment"].learn_variance(IMAGINED["assessment"], model.shared[model.standard_of])
    expected = expit(model.fixed)
    per_piece = np.mean(scatter) / np.mean(np.maximum(expected * (1 - expected), 1e-3))
    if prior_weight is not None:
        model.cell_variance = float(per_piece / prior_weight)
        return
    # Effects fitted from the same cells have taken up some of their deviations.
    spent = min((blocks["student"].levels + blocks["standard"].levels) / layout.cells / 2, 0.5)
    seen = (deviation**2 + room).sum() / (1 - spent)
    found = (seen + IMAGINED_CELLS * per_piece / 4) / (layout.cells + IMAGINED_CELLS)
    model.cell_variance = float(_toward(model.cell_variance, found, 0.01, 9.0))


def _toward(variance, found, least: float, most: float):
    """Lengthen a step of EM, but by no more than to half or twice the variance."""
    return np.clip(variance * np.clip((found / variance) ** FASTER, 0.5, 2.0), least, most)
