"""Who gives whom feedback on a piece of work."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from plworkbench import exports


@dataclass(frozen=True)
class PeerReviews:
    """Who reviews whom.

    Parameters
    ----------
    class_key, class_name : str
        The class.
    title : str
        The piece of work.
    reviews_each : int
        How many reviews everyone gives and gets.
    table : DataFrame
        One row a review: reviewer, author (names), reviewer_key, author_key; by reviewer.
    absent : tuple of str
        Names of the students who take no part.
    """

    class_key: str
    class_name: str
    title: str
    reviews_each: int
    table: pd.DataFrame
    absent: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What holds for everyone."""
        reviews = "1 review" if self.reviews_each == 1 else f"{self.reviews_each} reviews"
        return f"Everyone gives and gets {reviews}; nobody reviews the one who reviews them."

    @property
    def by_reviewer(self) -> list[dict[str, object]]:
        """Each reviewer's `name` with the names of the `authors`."""
        found = self.table.groupby("reviewer_key", sort=False)
        return [{"name": rows["reviewer"].iloc[0], "authors": rows["author"].tolist()} for _, rows in found]

    def sheets(self) -> str:
        """Return slips as HTML for paper, one a reviewer: whom to review, and room to write."""
        return exports.review_slips(self.by_reviewer, heading=f"{self.class_name} · {self.title}")

    def csv(self) -> str:
        """Return who reviews whom as CSV text that opens cleanly in Excel."""
        table = self.table[["reviewer", "author"]].copy()
        table.insert(0, "title", self.title)
        table.insert(0, "class", self.class_name)
        return exports.csv_text(table)

    def _repr_html_(self) -> str:
        return exports.page(
            "peer_reviews.html",
            heading=f"{self.class_name} · {self.title}",
            sentence=self.sentence,
            rows=[{"name": row["name"], "authors": ", ".join(row["authors"])} for row in self.by_reviewer],
        )
