"""The 24 grade 6 standards of the synthetic set, their order, prerequisites and difficulty.

The codes are those of the Common Core State Standards, as facts; titles and "I can" wording are our own.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Standard:
    """One standard of the synthetic set, in the order of teaching.

    Parameters
    ----------
    code : str
        CCSS-style code.
    unit : int
        The unit it is taught in, from 1.
    title, i_can : str
        In a few plain words, and in the student's words.
    difficulty : float
        In logits; 0 is average, higher is harder.
    prerequisites : tuple of str
        Codes of the standards that help with it.
    task : str
        Title of its performance task, '' when it has none.
    """

    code: str
    unit: int
    title: str
    i_can: str
    difficulty: float
    prerequisites: tuple[str, ...] = ()
    task: str = ""

    @property
    def domain(self) -> str:
        """The domain, read off the code."""
        return DOMAINS[self.code.split(".")[1]]


DOMAINS = {
    "RP": "Ratios and proportions",
    "NS": "Number",
    "EE": "Expressions and equations",
    "G": "Geometry",
    "SP": "Statistics",
}
"""The domains by the second part of a code."""

UNITS = (
    "Ratios",
    "Fractions and decimals",
    "Numbers below zero",
    "Expressions",
    "Equations and inequalities",
    "Shapes and data",
)
"""The names of the units, in order."""

# Two tasks leave the code out of their title on purpose: a teacher then has to tie the column to a standard by hand.
STANDARDS: tuple[Standard, ...] = (
    Standard("6.RP.A.1", 1, "Describing ratios",
             "I can compare two amounts with a ratio and say what it means.", -0.9),
    Standard("6.RP.A.2", 1, "Unit rates",
             "I can work out how much there is for each one.", -0.1, ("6.RP.A.1",)),
    Standard("6.RP.A.3", 1, "Ratio and percent problems",
             "I can solve problems about ratios and percents with a table or a drawing.", 0.5, ("6.RP.A.2",),
             "Lemonade stand recipe"),
    Standard("6.NS.B.2", 2, "Long division",
             "I can divide large whole numbers and check my answer.", -0.3),
    Standard("6.NS.B.3", 2, "Calculating with decimals",
             "I can add, subtract, multiply and divide decimals.", -0.2, ("6.NS.B.2",),
             "Task 6.NS.B.3: A week of groceries"),
    Standard("6.NS.B.4", 2, "Common factors and multiples",
             "I can find what two numbers have in common: their factors and their multiples.", 0.2, ("6.NS.B.2",)),
    Standard("6.NS.A.1", 2, "Dividing fractions",
             "I can divide a fraction by a fraction and show why it works.", 0.9, ("6.NS.B.4",),
             "Task 6.NS.A.1: Cutting ribbons"),
    Standard("6.NS.C.5", 3, "Numbers below zero",
             "I can use numbers below zero to describe things such as cold, debt or depth.", -1.1),
    Standard("6.NS.C.6", 3, "Number line and coordinates",
             "I can place positive and negative numbers on a line and points on a grid.", -0.4, ("6.NS.C.5",),
             "Task 6.NS.C.6: Treasure map"),
    Standard("6.NS.C.7", 3, "Ordering numbers and distance from zero",
             "I can put numbers in order and say how far each one is from zero.", 0.1, ("6.NS.C.5", "6.NS.C.6"),
             "Temperature diary"),
    Standard("6.NS.C.8", 3, "Distances on a grid",
             "I can find how far apart two points on a grid are.", 0.4, ("6.NS.C.6", "6.NS.C.7")),
    Standard("6.EE.A.1", 4, "Powers",
             "I can write and work out powers such as 2 × 2 × 2.", -0.5, ("6.NS.B.2",)),
    Standard("6.EE.A.2", 4, "Writing and reading expressions",
             "I can turn words into an expression with a letter and work out its value.", 0.2, ("6.EE.A.1",),
             "Task 6.EE.A.2: Phone plans"),
    Standard("6.EE.A.3", 4, "Making equal expressions",
             "I can rewrite an expression in another way that is always equal to it.", 0.7, ("6.EE.A.2", "6.NS.B.4")),
    Standard("6.EE.A.4", 4, "Spotting equal expressions",
             "I can tell whether two expressions are always equal.", 0.4, ("6.EE.A.3",)),
    Standard("6.EE.B.5", 5, "Testing solutions",
             "I can try a number and tell whether it makes an equation true.", -0.4, ("6.EE.A.2",)),
    Standard("6.EE.B.6", 5, "Letters for unknown amounts",
             "I can use a letter for an amount that I do not know yet.", 0.0, ("6.EE.A.2",),
             "Task 6.EE.B.6: Savings jar"),
    Standard("6.EE.B.7", 5, "One-step equations",
             "I can solve equations that take one step.", 0.1, ("6.EE.B.5", "6.EE.B.6", "6.NS.B.3")),
    Standard("6.EE.B.8", 5, "Inequalities",
             "I can write and draw all the numbers that are more, or less, than a limit.", 0.6,
             ("6.EE.B.5", "6.NS.C.7")),
    Standard("6.EE.C.9", 5, "Two amounts that change together",
             "I can show with a table, a graph and an equation how one amount changes with another.", 0.8,
             ("6.RP.A.3", "6.EE.B.6"), "Task 6.EE.C.9: Bicycle trip"),
    Standard("6.G.A.1", 6, "Area of shapes",
             "I can find the area of a shape by cutting it into simpler ones.", 0.0, ("6.NS.B.3",)),
    Standard("6.G.A.2", 6, "Volume with fractions",
             "I can find the volume of a box whose edges are fractions.", 0.8, ("6.G.A.1", "6.NS.A.1")),
    Standard("6.SP.A.1", 6, "Statistical questions",
             "I can ask a question whose answers will differ from person to person.", -0.7),
    Standard("6.SP.B.4", 6, "Displaying data",
             "I can show data in a plot and say what it shows.", 0.1, ("6.SP.A.1", "6.NS.C.6")),
)  # fmt: skip
"""The standards in the order of teaching; a prerequisite always comes before."""


def standards_frame() -> pd.DataFrame:
    """Return the standards as the table `standards` of the schema."""
    return pd.DataFrame(
        {
            "standard_code": standard.code,
            "title": standard.title,
            "i_can": standard.i_can,
            "domain": standard.domain,
            "sequence": place,
        }
        for place, standard in enumerate(STANDARDS, start=1)
    )


def prerequisites_frame() -> pd.DataFrame:
    """Return the prerequisites as the table `prerequisites` of the schema."""
    return pd.DataFrame(
        [(standard.code, code) for standard in STANDARDS for code in standard.prerequisites],
        columns=["standard_code", "prerequisite_code"],
    )
