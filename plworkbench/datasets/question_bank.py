"""The questions of the unit tests: three with four answers to choose from for each standard, written for this project.

A wrong answer is what a known misconception leads to: it adds where it should multiply, turns a ratio around, drops a
zero. The most tempting one comes first. A minus is written `−` (U+2212), as on paper.
"""

from __future__ import annotations

from typing import NamedTuple


class Question(NamedTuple):
    """One question to choose an answer for.

    Parameters
    ----------
    text : str
        What is asked, in few words.
    right : str
        The right answer.
    wrong : tuple of str
        Three wrong answers, the most tempting first.
    difficulty : float
        In logits; 0 is average among the questions of its standard, higher is harder.
    """

    text: str
    right: str
    wrong: tuple[str, str, str]
    difficulty: float = 0.0


WEAK_QUESTION = ("6.RP.A.3", 0)
"""Standard and place, from 0, of the question that tells little about a student: the price, or what is taken off it?"""

QUESTIONS: dict[str, tuple[Question, Question, Question]] = {
    "6.RP.A.1": (
        Question("12 cats, 8 dogs. Cats to dogs?", "3 : 2", ("2 : 3", "3 : 5", "12 : 20"), -0.6),
        Question("Red to blue is 2 : 3. 6 red, how many blue?", "9", ("7", "4", "12")),
        Question("4 of 10 are green. Green to the others?", "2 : 3", ("2 : 5", "4 : 10", "3 : 2"), 0.6),
    ),
    "6.RP.A.2": (
        Question("5 pens cost $8. One pen?", "$1.60", ("$0.63", "$3", "$40")),
        Question("150 km in 3 h. How far in 1 h?", "50 km", ("450 km", "147 km", "0.02 km"), -0.7),
        Question("3/4 cup makes half a batch. One batch?", "1 1/2 cups", ("3/8 cup", "1 1/4 cups", "2/3 cup"), 0.7),
    ),
    "6.RP.A.3": (
        Question("25% off $60. How much?", "$45", ("$15", "$35", "$85")),
        Question("12 is 30% of what?", "40", ("3.6", "42", "18"), 0.6),
        Question("4 : 6 = 10 : ?", "15", ("12", "16", "60"), -0.3),
    ),
    "6.NS.B.2": (
        Question("2,436 ÷ 12", "203", ("23", "230", "202")),
        Question("7,315 ÷ 35", "209", ("29", "290", "208"), 0.2),
        Question("1,000 ÷ 16", "62.5", ("62", "625", "6.25"), 0.5),
    ),
    "6.NS.B.3": (
        Question("3.4 + 0.58", "3.98", ("0.92", "3.62", "9.2"), -0.6),
        Question("0.6 × 0.4", "0.24", ("2.4", "24", "1"), 0.1),
        Question("4.2 ÷ 0.07", "60", ("6", "0.6", "0.06"), 0.6),
    ),
    "6.NS.B.4": (
        Question("Greatest common factor of 18 and 24", "6", ("72", "3", "2")),
        Question("Least common multiple of 6 and 8", "24", ("48", "2", "14"), 0.1),
        Question("36 + 8 = 4 × (? + 2)", "9", ("36", "32", "10"), 0.6),
    ),
    "6.NS.A.1": (
        Question("3/4 ÷ 1/8", "6", ("3/32", "1/6", "7/8"), 0.1),
        Question("How many 2/3 cups are in 4 cups?", "6", ("2 2/3", "1/6", "12"), -0.3),
        Question("5/6 ÷ 2/3", "1 1/4", ("5/9", "4/5", "1 1/2"), 0.4),
    ),
    "6.NS.C.5": (
        Question("A debt of $15 as a number", "−15", ("15", "0", "1/15"), -0.6),
        Question("It is −4 °C and gets 6 °C warmer.", "2 °C", ("−10 °C", "10 °C", "−2 °C")),
        Question("120 m below the sea, then 50 m up", "−70 m", ("−170 m", "70 m", "170 m"), 0.4),
    ),
    "6.NS.C.6": (
        Question("What is −(−3)?", "3", ("−3", "0", "−6")),
        Question("From (0, 0) go 4 left and 2 up.", "(−4, 2)", ("(2, −4)", "(4, 2)", "(−4, −2)"), -0.3),
        Question("(3, −5) mirrored in the x-axis", "(3, 5)", ("(−3, −5)", "(−3, 5)", "(−5, 3)"), 0.5),
    ),
    "6.NS.C.7": (
        Question("Which is least: −7, −2, 0, 5?", "−7", ("−2", "0", "5"), -0.4),
        Question("|−8| − |3|", "5", ("−11", "11", "−5"), 0.4),
        Question("−2.5 lies between", "−3 and −2", ("−2 and −1", "2 and 3", "−1 and 0")),
    ),
    "6.NS.C.8": (
        Question("How far from (2, 5) to (2, −3)?", "8", ("2", "−8", "5")),
        Question("How far from (−6, 1) to (4, 1)?", "10", ("2", "−2", "24"), -0.2),
        Question("Perimeter: (0, 0), (3, 0), (3, −4), (0, −4)", "14", ("12", "7", "−2"), 0.5),
    ),
    "6.EE.A.1": (
        Question("2⁵", "32", ("10", "25", "7"), -0.4),
        Question("3 × 2³", "24", ("216", "18", "11"), 0.4),
        Question("(1/2)³", "1/8", ("1/6", "3/2", "3/8"), 0.2),
    ),
    "6.EE.A.2": (
        Question("5 less than n", "n − 5", ("5 − n", "5n", "n < 5"), 0.3),
        Question("3(x + 4) for x = 2", "18", ("10", "36", "9")),
        Question("2a² for a = 3", "18", ("36", "12", "29"), 0.3),
    ),
    "6.EE.A.3": (
        Question("4(x + 3) =", "4x + 12", ("4x + 3", "4x + 7", "12x"), -0.3),
        Question("6x + 9 =", "3(2x + 3)", ("3(2x + 9)", "15x", "6(x + 3)"), 0.5),
        Question("y + y + y =", "3y", ("y³", "3 + y", "3y³"), -0.1),
    ),
    "6.EE.A.4": (
        Question("Always equal to 2(x + 1)", "2x + 2", ("2x + 1", "x + 3", "3x"), -0.4),
        Question("Always equal to 5x − x", "4x", ("5", "4", "5x²")),
        Question("x + 4 and 4x are equal for", "one x only", ("every x", "no x", "every whole x"), 0.6),
    ),
    "6.EE.B.5": (
        Question("Which makes 3x = 21 true?", "7", ("18", "24", "63"), -0.4),
        Question("Which makes x + 8 > 12 true?", "5", ("4", "3", "−5"), 0.3),
        Question("Which makes x/4 = 3 true?", "12", ("7", "3/4", "1")),
    ),
    "6.EE.B.6": (
        Question("Ana has 3 more than Ben, who has b.", "b + 3", ("3b", "b − 3", "3 − b"), -0.3),
        Question("p pens at $2 each, and a bag for $5", "2p + 5", ("7p", "5p + 2", "2 + 5 + p"), 0.2),
        Question("6s pencils for s students. What is s?", "number of students", ("students", "pencils", "6"), 0.3),
    ),
    "6.EE.B.7": (
        Question("x + 9 = 15", "6", ("24", "−6", "5/3"), -0.4),
        Question("x/5 = 10", "50", ("2", "5", "15")),
        Question("0.5x = 4", "8", ("2", "3.5", "4.5"), 0.5),
    ),
    "6.EE.B.8": (
        Question("You must be at least 12 years old.", "a ≥ 12", ("a > 12", "a ≤ 12", "a < 12")),
        Question(
            "x < 3 on the number line",
            "open at 3, to the left",
            ("filled at 3, to the left", "open at 3, to the right", "filled at 3, to the right"),
            0.2,
        ),
        Question("How many numbers make x > 2 true?", "endlessly many", ("one", "ten", "two"), 0.1),
    ),
    "6.EE.C.9": (
        Question("y = 3x + 2. What is y when x is 4?", "14", ("18", "9", "36"), -0.3),
        Question("d = 60t. Which depends on which?", "d on t", ("t on d", "60 on d", "none"), 0.3),
        Question("x is 1, 2, 3 and y is 4, 8, 12.", "y = 4x", ("y = x + 3", "x = 4y", "y = x + 4"), 0.1),
    ),
    "6.G.A.1": (
        Question("Triangle with base 8 and height 5", "20", ("40", "13", "26"), 0.1),
        Question("Parallelogram, base 6, height 4, other side 5", "24", ("30", "12", "22"), 0.4),
        Question("6 by 6 without a corner of 2 by 2", "32", ("40", "36", "24"), -0.1),
    ),
    "6.G.A.2": (
        Question("Box of 1/2 by 2 by 3", "3", ("5 1/2", "6", "12"), -0.3),
        Question("Cubes of edge 1/2 in a cube of edge 1", "8", ("2", "4", "6"), 0.4),
        Question("Box of 3/2 by 2/3 by 4", "4", ("6 1/6", "36", "16"), 0.2),
    ),
    "6.SP.A.1": (
        Question(
            "Which is a statistical question?", "How tall are we?", ("How tall am I?", "How old is Leo?", "Is it noon?")
        ),
        Question(
            "What differs from student to student?",
            "hours of sleep",
            ("days in a week", "sides of a square", "the date today"),
        ),
        Question("What says how spread out data are?", "range", ("mean", "median", "total"), 0.4),
    ),
    "6.SP.B.4": (
        Question(
            "What does the box of a box plot hold?", "the middle half", ("all the data", "the mean", "the top half")
        ),
        Question("Dots at 1, 1, 2, 4. How many values?", "4", ("3", "8", "1"), -0.3),
        Question(
            "Why do bars of a histogram touch?",
            "intervals meet",
            ("values are equal", "data are words", "to look good"),
        ),
    ),
}
"""The three questions of each standard, by its code, in the order of the test."""
