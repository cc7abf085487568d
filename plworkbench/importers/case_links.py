"""The associations of a CASE package: what is part of what, what comes before what, and what is not used."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from plworkbench.importers.case_items import one_line, shown_kind
from plworkbench.importers.parsed import NOT_A_STUDENT, frame_of

IS_CHILD, PRECEDES = "isChildOf", "precedes"

_MOST_NAMED = 4


@dataclass(frozen=True, eq=False)
class Links:
    """What the associations of a package say.

    Parameters
    ----------
    parents, numbers : Series
        Parent of each item, '' for none, and its number among the children; the index is the items' identifier.
    pairs : DataFrame
        row_number, earlier and later: identifiers of items of which one precedes the other.
    ignored : DataFrame
        As in `ParsedFile.ignored`.
    problems : list of (int, str, dict)
        Place of the association from 1, code of the message, and what it names.
    """

    parents: pd.Series
    numbers: pd.Series
    pairs: pd.DataFrame
    ignored: pd.DataFrame
    problems: list[tuple[int, str, dict[str, Any]]]


def read_links(
    associations: list[Any], items: pd.DataFrame, document: Mapping[str, Any], listed: set[str], start: int
) -> Links:
    """Return what the associations of a package say of its items.

    Parameters
    ----------
    associations : list
        As the package has them.
    items : DataFrame
        Index the identifier: scheme, title.
    document : mapping
        The framework itself: what is a child of it stands at the top.
    listed : set of str
        Identifiers of all items of the package, those with a problem too.
    start : int
        What is added to the place of an association to get its row_number.
    """
    links, ignored, problems = _sorted_out(associations, set(items.index), _node(document), listed)
    children, steps = (links[links["kind"] == kind] for kind in (IS_CHILD, PRECEDES))
    ignored += _repeated(children, ["origin"], "a second place in the hierarchy; the first one counts")
    ignored += _repeated(steps, ["origin", "destination"], "the same as another association")
    children = children.drop_duplicates("origin")
    steps = steps.drop_duplicates(["origin", "destination"])
    inner = children[children["destination"] != ""]
    for found, is_hierarchy in ((inner, True), (steps, False)):
        names = _circles(found, items)
        code = "circle_of_parts" if is_hierarchy else "circle_of_steps"
        problems += [(row, code, {"circle": circle}) for row, circle in names.items()]
    bad = {row for row, *_ in problems}
    children, steps = (found[~found["row"].isin(bad)] for found in (children, steps))
    ignored += [(row, f"{NOT_A_STUDENT}: it says what a standard is part of") for row in children["row"]]
    of_origin = children.set_index("origin")
    return Links(
        parents=of_origin["destination"].reindex(items.index).fillna("").astype("str"),
        numbers=of_origin["number"].reindex(items.index).astype("float64"),
        pairs=pd.DataFrame(
            {
                "row_number": (steps["row"] + start).to_numpy(),
                "earlier": steps["origin"].to_numpy(),
                "later": steps["destination"].to_numpy(),
            }
        ),
        ignored=frame_of(
            "ignored",
            {"row_number": [row + start for row, _ in ignored], "reason": [reason for _, reason in ignored]},
        ),
        problems=problems,
    )


def _sorted_out(
    associations: list[Any], known: set[str], document: str, listed: set[str]
) -> tuple[pd.DataFrame, list[tuple[int, str]], list[tuple[int, str, dict[str, Any]]]]:
    links: list[tuple[int, str, str, str, float]] = []
    ignored: list[tuple[int, str]] = []
    problems: list[tuple[int, str, dict[str, Any]]] = []
    faulty = listed - known
    for row, entry in enumerate(associations, start=1):
        if not isinstance(entry, dict):
            problems.append((row, "not_an_object", {"value": shown_kind(entry)}))
            continue
        kind = one_line(entry.get("associationType"))
        origin, destination = _node(entry.get("originNodeURI")), _node(entry.get("destinationNodeURI"))
        if kind not in (IS_CHILD, PRECEDES):
            ignored.append((row, f"'{kind[:40]}' is not used here" if kind else "it does not say what it connects"))
        elif not origin or not destination:
            column = "destinationNodeURI" if origin else "originNodeURI"
            problems.append((row, "needs_a_value", {"column": column, "meaning": "the identifier of an item"}))
        elif origin in faulty or destination in faulty:
            ignored.append((row, "an item that it names has a problem"))
        elif kind == IS_CHILD and destination == document:
            if origin in known:
                links.append((row, kind, origin, "", _number(entry.get("sequenceNumber"))))
            else:
                problems.append((row, "unknown_reference", _strange("originNodeURI", origin)))
        elif origin in known and destination in known:
            links.append((row, kind, origin, destination, _number(entry.get("sequenceNumber"))))
        elif kind == IS_CHILD and origin in known:
            problems.append((row, "unknown_reference", _strange("destinationNodeURI", destination)))
        else:
            ignored.append((row, "one of its ends stands in another framework"))
    table = pd.DataFrame(links, columns=["row", "kind", "origin", "destination", "number"])
    return table.astype({"row": "int64", "number": "float64"}), ignored, problems


def _strange(column: str, identifier: str) -> dict[str, Any]:
    return {"column": column, "value": identifier, "file_meant": "CFItems"}


def _node(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("identifier") or value.get("uri")
    # Some packages write the address alone; the identifier is its last part.
    return one_line(value).rstrip("/").rpartition("/")[2]


def _number(value: object) -> float:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if fits else math.nan


def _repeated(links: pd.DataFrame, by: Iterable[str], reason: str) -> list[tuple[int, str]]:
    return [(int(row), reason) for row in links.loc[links.duplicated(list(by)), "row"]]


def _circles(links: pd.DataFrame, items: pd.DataFrame) -> dict[int, str]:
    """Return for each association that lies on a circle the circle in words.

    Items are on one circle if each can be reached from the other: a strongly connected component of the graph.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if links.empty:
        return {}
    origin, destination = (items.index.get_indexer(links[end]) for end in ("origin", "destination"))
    graph = coo_array(([1] * len(links), (origin, destination)), shape=(len(items), len(items)))
    _, component = connected_components(graph.tocsr(), directed=True, connection="strong")
    inside = component[origin] == component[destination]
    if not inside.any():
        return {}
    names = items["scheme"].where(items["scheme"] != "", items["title"]).to_numpy()
    members: dict[int, list[str]] = {}
    for place in sorted({*origin[inside], *destination[inside]}):
        members.setdefault(component[place], []).append(names[place])
    words = {
        number: ", ".join(f"'{name}'" for name in found[:_MOST_NAMED]) + (" and more" * (len(found) > _MOST_NAMED))
        for number, found in members.items()
    }
    return {int(row): words[component[place]] for row, place in zip(links["row"][inside], origin[inside])}
