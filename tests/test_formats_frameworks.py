"""Frameworks of standards as CASE packages: codes, hierarchy, prerequisites, and every fault with its place."""

import copy
import json

import pandas as pd
import pytest
from format_samples import case_package as case_sample
from format_samples.case_package import PACKAGE, guid, link, written
from importers_helpers import account_of, has_declared_types

from plworkbench.errors import ImportRefused
from plworkbench.importers import Answers, read_file


def said(parsed):
    return [str(problem) for problem in parsed.problems]


def read_case(package, answers=None):
    parsed = read_file(written(package), "framework.json", answers or Answers())
    places = account_of(parsed)
    assert (places == 1).all(), places[places != 1]
    assert has_declared_types(parsed)
    return parsed


def package_with(**changed):
    package = copy.deepcopy(PACKAGE)
    for place, more in changed.items():
        package["CFItems"][int(place.removeprefix("item"))] |= more
    return package


def test_standards_come_with_readable_codes_in_the_order_of_teaching():
    standards = read_case(PACKAGE).standards.sort_values("sequence")
    assert standards["standard_code"].tolist() == [
        "6.RP", "6.RP.A", "6.RP.A.1", "6.RP.A.2", "6.RP.A.2.a",
        "Keep trying when a (0000)", "Keep trying when a",
    ]  # fmt: skip
    assert standards["parent_code"].fillna("").tolist() == ["", "6.RP", "6.RP.A", "6.RP.A", "6.RP.A.2", "", ""]


def test_a_standard_keeps_its_statement_and_has_a_short_title_a_domain_and_its_grades():
    standards = read_case(PACKAGE).standards.set_index("standard_code")
    assert standards.loc["6.RP.A", "title"] == "Ratio concepts"
    assert standards.loc["6.RP.A.2", "title"] == "Use ratio and rate reasoning to solve problems …"
    assert "\n" in standards.loc["6.RP.A.2", "statement"]
    assert "\r" not in standards.loc["6.RP.A.2", "statement"]
    assert set(standards["domain"].dropna()) == {"Ratios and Proportional Relationships"}
    assert standards["domain"].isna().sum() == 2
    assert standards.loc[["6.RP", "6.RP.A"], "grade_levels"].tolist() == ["06", "06, 07"]
    assert set(standards["framework"]) == {"Our maths"}
    assert standards["i_can"].isna().all()
    assert standards.loc["6.RP.A.2", "source_identifier"] == guid(3)


def test_what_precedes_becomes_a_prerequisite_and_other_links_are_left_out_with_their_reason():
    parsed = read_case(PACKAGE)
    assert parsed.prerequisites[["standard_code", "prerequisite_code"]].to_numpy().tolist() == [
        ["6.RP.A.2", "6.RP.A.1"]
    ]
    reasons = parsed.ignored["reason"].value_counts()
    assert reasons["'exactMatchOf' is not used here"] == 1
    assert reasons["one of its ends stands in another framework"] == 1


def test_a_standard_that_the_workbench_knows_by_its_identifier_keeps_the_code_it_has():
    known = Answers(known_identifiers={guid(7): "Effort 2", guid(99): "Keep trying when a"})
    standards = read_case(PACKAGE, known).standards.set_index("source_identifier")["standard_code"]
    assert standards[guid(7)] == "Effort 2"
    assert standards[guid(6)] == "Keep trying when a (0000)"


def test_codes_stay_the_same_when_items_are_listed_in_another_order():
    turned = copy.deepcopy(PACKAGE)
    turned["CFItems"].reverse()
    codes = [
        read_case(package).standards.set_index("source_identifier")["standard_code"] for package in (PACKAGE, turned)
    ]
    pd.testing.assert_series_equal(codes[0].sort_index(), codes[1].sort_index())


def test_two_items_of_one_code_get_the_code_of_their_parent_before_it():
    package = package_with(item2={"humanCodingScheme": "1"}, item4={"humanCodingScheme": "1"})
    assert read_case(package).standards["standard_code"].tolist()[2:5:2] == ["6.RP.A.1 (0000)", "6.RP.A.1 (0000).1"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"fullStatement": ""}, "CFItems, row 3, column 'fullStatement': it is empty."),
        ({"fullStatement": 6}, "CFItems, row 3, column 'fullStatement': it is no text but 6."),
        ({"fullStatement": ["a"]}, "CFItems, row 3, column 'fullStatement': it is no text but a list."),
        ({"identifier": None}, "CFItems, row 3, column 'identifier': it is empty."),
        ({"identifier": guid(1)}, "CFItems, row 3, column 'identifier': its identifier stands in row 1 as well"),
        ({"humanCodingScheme": {"a": 1}}, "CFItems, row 3, column 'humanCodingScheme': it is no text but an object."),
        ({"humanCodingScheme": "x" * 101}, "column 'humanCodingScheme': it has more than 100 characters."),
    ],
)  # fmt: skip
def test_an_item_that_cannot_be_read_is_named_with_its_place(change, says):
    parsed = read_case(package_with(item2=change))
    assert says in said(parsed)[0]
    assert len(parsed.standards) == 6


def test_every_fault_of_a_package_is_listed_at_once():
    package = copy.deepcopy(PACKAGE)
    package["CFItems"] += [7, {"identifier": guid(50)}]
    package["CFAssociations"] += [
        "x",
        {"associationType": "precedes", "originNodeURI": node_of(4)},
        link("isChildOf", 6, 55),
    ]
    parsed = read_case(package)
    assert [(p.file, p.row, p.code) for p in parsed.problems] == [
        ("CFItems", 8, "not_an_object"),
        ("CFItems", 9, "needs_a_value"),
        ("CFAssociations", 11, "not_an_object"),
        ("CFAssociations", 12, "needs_a_value"),
        ("CFAssociations", 13, "unknown_reference"),
    ]


def node_of(number):
    return case_sample.node(number)


def test_a_circle_in_the_hierarchy_is_named_and_its_items_stay():
    package = copy.deepcopy(PACKAGE)
    package["CFAssociations"][0] = link("isChildOf", 1, 3)
    parsed = read_case(package)
    assert [problem.row for problem in parsed.problems] == [1, 2, 3]
    assert "it makes a circle: 'CCSS.Math.Content.6.RP', " in said(parsed)[0]
    assert len(parsed.standards) == 7


def test_an_item_is_part_of_one_other_at_most():
    package = copy.deepcopy(PACKAGE)
    package["CFAssociations"].append(link("isChildOf", 5, 4))
    parsed = read_case(package)
    assert parsed.standards.set_index("standard_code").loc["6.RP.A.2.a", "parent_code"] == "6.RP.A.2"
    assert "a second place in the hierarchy; the first one counts" in set(parsed.ignored["reason"])


def test_a_package_without_associations_is_a_flat_list_in_the_order_of_the_file():
    package = package_with(**{f"item{place}": {"listEnumeration": None} for place in (2, 3, 4)})
    standards = read_case({**package, "CFAssociations": []}).standards
    assert standards["sequence"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert standards["parent_code"].isna().all()


@pytest.mark.parametrize(
    ("package", "says"),
    [
        ({"CFDocument": {}, "CFItems": {"a": 1}}, "'CFItems' is no list."),
        ({"CFDocument": [], "CFItems": []}, "'CFDocument' is no object."),
        ({"CFDocument": {}, "CFItems": []}, "'CFItems' is empty: it holds no standard."),
        ({"CFItems": [{}]}, "'CFDocument' is absent."),
        ({"CFDocument": {}, "CFItems": [{}], "CFAssociations": "x"}, "'CFAssociations' is no list."),
        ([{"CFDocument": {}}], "It is a file for programs (JSON), and no framework of standards."),
    ],
)  # fmt: skip
def test_json_that_is_no_package_is_refused_in_words(package, says):
    with pytest.raises(ImportRefused) as caught:
        read_file(json.dumps(package).encode())
    assert says in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_package_is_read_in_every_unicode_encoding(encoding):
    text = case_sample.GOOD.decode().replace("Our maths", "Matemáticas")
    assert set(read_file(text.encode(encoding)).standards["framework"]) == {"Matemáticas"}


def test_standards_written_as_a_package_are_read_back_as_they_were():
    described = pd.DataFrame(
        [
            ("6.RP", "Ratios", "Ratios and proportional relationships.", None, "06", guid(1)),
            ("6.RP.A.1", "Concept of a ratio", "Understand the concept of a ratio.", "6.RP", "06", guid(2)),
            ("6.RP.A.2", "Unit rates", "Understand unit rates.", "6.RP", "06, 07", guid(3)),
        ],
        columns=["standard_code", "title", "statement", "parent_code", "grade_levels", "source_identifier"],
    )
    prerequisites = [("6.RP.A.2", "6.RP.A.1")]
    place = {row.standard_code: number for number, row in enumerate(described.itertuples(), start=1)}
    items = [
        {
            "identifier": row.source_identifier,
            "humanCodingScheme": row.standard_code,
            "abbreviatedStatement": row.title,
            "fullStatement": row.statement,
            "educationLevel": row.grade_levels.split(", "),
        }
        for row in described.itertuples()
    ]
    links = [
        link("isChildOf", place[row.standard_code], place.get(row.parent_code, 0), sequenceNumber=number)
        for number, row in enumerate(described.itertuples(), start=1)
    ] + [link("precedes", place[earlier], place[later]) for later, earlier in prerequisites]
    document = {"identifier": guid(0), "title": "Our maths", "uri": "", "creator": "A school"}
    package = {"CFDocument": document, "CFItems": items, "CFAssociations": links, "CFDefinitions": {}}
    parsed = read_file(json.dumps(package).encode())
    assert parsed.problems == ()
    pd.testing.assert_frame_equal(parsed.standards[described.columns], described.astype("str"), check_dtype=False)
    pairs = parsed.prerequisites[["standard_code", "prerequisite_code"]]
    assert list(pairs.itertuples(index=False, name=None)) == prerequisites
