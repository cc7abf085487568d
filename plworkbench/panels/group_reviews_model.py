"""What the part on peer review decides: a piece of work, how many reviews, and who reviews whom."""

from __future__ import annotations

from plworkbench.errors import WorkbenchError
from plworkbench.panels.group_schedule_model import file_name
from plworkbench.panels.parts import count, moment
from plworkbench.results import PeerReviews

REVIEWS_EACH = 2
"""Reviews everyone gives and gets until the teacher says."""

MOST_EACH = 6
"""More reviews than a student can write with care."""


class ReviewsModel:
    """A piece of work, and who gives whom feedback on it.

    Parameters
    ----------
    wb : Workbench
        The open workbench.

    Attributes
    ----------
    class_name, title : str
        The class, and what the teacher calls the piece of work.
    reviews_each : int
        How many reviews everyone gives and gets.
    standard_code : str
        The standard that tells whose feedback goes where; '' for all of them.
    reviews : PeerReviews or None
        What was allocated.
    refusals : list of str
        Why there is none, each with its cure.
    is_saved : bool
        Whether it is kept.
    """

    def __init__(self, wb):
        self.wb = wb
        self.class_name = self.title = self.standard_code = ""
        self.reviews_each, self.seed = REVIEWS_EACH, 0
        self.reviews: PeerReviews | None = None
        self.refusals: list[str] = []
        self.is_saved = False
        self.standards: list[tuple[str, str]] = []
        self.past = None

    def load(self, class_name: str, standards: list[tuple[str, str]]) -> None:
        """Look at a class; another one begins anew."""
        if class_name != self.class_name:
            self.title = self.standard_code = ""
            self.reviews_each, self.seed = REVIEWS_EACH, 0
            self._put_away()
        self.class_name = class_name
        self.standards = [("all standards", ""), *standards]
        self.past = self.wb.past_peer_reviews(class_name)

    def describe(self, **chosen: object) -> None:
        """Take what the teacher said: title, reviews_each, standard_code."""
        for name, value in chosen.items():
            if getattr(self, name) != value:
                setattr(self, name, value)
                self._put_away()

    def _put_away(self) -> None:
        self.reviews, self.refusals, self.is_saved = None, [], False

    @property
    def blockers(self) -> list[str]:
        """Why nothing can be allocated yet, in words."""
        return [] if self.title.strip() else ["Say what is reviewed: “Essay 1, first draft”."]

    # --- who reviews whom

    def make(self) -> None:
        """Allocate the reviews, or say why that cannot be."""
        self._put_away()
        if self.blockers:
            return
        on = [self.standard_code] if self.standard_code else []
        try:
            self.reviews = self.wb.peer_reviews(
                self.class_name, self.reviews_each, title=self.title.strip(), on=on, random_state=self.seed
            )
        except WorkbenchError as refused:
            problems = [str(problem) for problem in getattr(refused, "problems", ())]
            self.refusals = [getattr(refused, "headline", str(refused)), *problems]

    def make_others(self) -> None:
        """Allocate them in another way."""
        self.seed += 1
        self.make()

    @property
    def sentence(self) -> str:
        """What holds for everyone."""
        return self.reviews.sentence if self.reviews is not None else ""

    @property
    def rows(self) -> list[dict]:
        """One row a reviewer, in the order of the class."""
        return [
            {"key": str(place), "reviewer": row["name"], "authors": in_words(row["authors"])}
            for place, row in enumerate(self.reviews.by_reviewer)
        ]

    def save(self) -> None:
        """Keep who reviews whom, so that next time it is others."""
        if self.reviews is not None:
            self.wb.save_peer_reviews(self.reviews)
            self.is_saved = True
            self.past = self.wb.past_peer_reviews(self.class_name)

    @property
    def saved_words(self) -> str:
        """That it was kept, and what for."""
        return "Saved. Next time everyone gets other reviewers where that can be." if self.is_saved else ""

    # --- earlier ones

    @property
    def past_rows(self) -> list[dict]:
        """The pieces of work reviewed so far, newest first."""
        if self.past is None or not len(self.past):
            return []
        rows = []
        for title, found in self.past.groupby("title", sort=False):
            each = found.groupby("reviewer").size()
            rows.append(
                {
                    "key": str(title),
                    "title": title,
                    "day": moment(found["made_at"].max()).partition(",")[0],
                    "students": count(each.size, "student"),
                    "each": count(int(each.max()), "review"),
                }
            )
        return rows

    def forget(self, title: str) -> None:
        """Forget who reviewed whom on a piece of work."""
        self.past = self.wb.forget_peer_reviews(self.class_name, title)
        if self.reviews is not None and self.reviews.title == title:
            self.is_saved = False

    # --- out of the workbench

    def sheets(self) -> str:
        """Return the slips for paper."""
        self.wb.record_release(self.reviews, "printed peer review", "teacher")
        return self.reviews.sheets()

    def csv(self) -> tuple[str, str]:
        """Return file name and text of who reviews whom."""
        self.wb.record_release(self.reviews, "peer review as CSV", "teacher")
        return file_name(self.class_name, self.title, "reviews"), self.reviews.csv()


def in_words(names: list[str]) -> str:
    """Return names as a list in words.

    Examples
    --------
    >>> in_words(["Ana", "Ben", "Cy"]), in_words(["Ana"])
    ('Ana, Ben and Cy', 'Ana')
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
