"""A CASE 1.0 package: a domain, a cluster and standards, some without a code, with prerequisites and other links."""

import copy
import json

FILE_NAME = "framework.json"


def guid(number):
    return f"00000000-0000-4000-8000-{number:012}"


def node(number):
    return {"title": f"Node {number}", "identifier": guid(number), "uri": f"https://case.example/uri/{guid(number)}"}


def link(kind, origin, destination, **more):
    return {
        "identifier": guid(900 + origin * 10 + destination),
        "associationType": kind,
        "originNodeURI": node(origin),
        "destinationNodeURI": node(destination),
        "lastChangeDateTime": "2026-05-25T18:05:33",
        **more,
    }


PACKAGE = {
    "CFDocument": {"identifier": guid(0), "uri": "", "creator": "A school", "title": "Our maths", "language": "en"},
    "CFItems": [
        {
            "identifier": guid(1),
            "fullStatement": "Ratios and Proportional Relationships",
            "humanCodingScheme": "CCSS.Math.Content.6.RP",
            "CFItemType": "Domain",
            "educationLevel": ["06"],
        },
        {
            "identifier": guid(2),
            "fullStatement": "Understand ratio concepts and use ratio reasoning to solve problems.",
            "abbreviatedStatement": "Ratio concepts",
            "humanCodingScheme": "CCSS.Math.Content.6.RP.A",
            "CFItemType": "Cluster",
            "educationalLevel": "06, 07",
        },
        {
            "identifier": guid(3),
            "fullStatement": "Use ratio and rate reasoning\r\nto solve problems: <sup>1</sup>/<sub>2</sub> mile.",
            "humanCodingScheme": "CCSS.Math.Content.6.RP.A.2",
            "listEnumeration": "2.",
        },
        {
            "identifier": guid(4),
            "fullStatement": "Understand the concept of a ratio, and describe how two quantities belong together.",
            "humanCodingScheme": "CCSS.Math.Content.6.RP.A.1",
            "listEnumeration": "1.",
        },
        {"identifier": guid(5), "fullStatement": "Make tables of equal ratios.", "listEnumeration": "a."},
        {"identifier": guid(6), "fullStatement": "Keep trying when a task is hard."},
        {"identifier": guid(7), "fullStatement": "Keep trying when a task is hard, and say what helped."},
    ],
    "CFAssociations": [
        link("isChildOf", 1, 0, sequenceNumber=1),
        link("isChildOf", 2, 1),
        link("isChildOf", 3, 2),
        link("isChildOf", 4, 2),
        link("isChildOf", 5, 3),
        link("isChildOf", 6, 0, sequenceNumber=3),
        link("isChildOf", 7, 0, sequenceNumber=2),
        link("precedes", 4, 3),
        link("exactMatchOf", 3, 77),
        link("precedes", 4, 78),
    ],
    "CFDefinitions": {"CFConcepts": [], "CFSubjects": []},
}
"""The good package; the faults of others are made from it."""


def written(package):
    return json.dumps(package, ensure_ascii=False, indent=1).encode()


def with_circle():
    package = copy.deepcopy(PACKAGE)
    package["CFAssociations"].append(link("precedes", 3, 4))
    return package


GOOD = written(PACKAGE)
BAD = written(with_circle())
BAD_SAYS = "CFAssociations, row 11: it makes a circle: 'CCSS.Math.Content.6.RP.A.2', 'CCSS.Math.Content.6.RP.A.1' come"
