"""The example that asks what happened around a place, on the first dossier."""

import json

from api.ide.example import examples
from tests.asking import asking
from tests.great_circle import metres_between

# Of the point that stands for the region, in the dossier.
REGION = (50.8757, 37.277)


def test_what_happened_around_belgorod(seeds_url: str) -> None:
    (example,) = [each for each in examples() if "AroundBelgorod" in each.query]
    with asking(seeds_url) as ask:
        found = json.loads(ask(example.query, example.variables).body)["data"]["events"]
    distance = {
        "kilometres": round(metres_between((50.5977, 36.588), REGION)) / 1000,
        "precision": "REGION",
        "borrowed": False,
        "location": {"name": "Belgorod region"},
    }
    assert found["totalCount"] == 2
    assert {edge["node"]["title"] for edge in found["edges"]} == {
        "Ukrainian forces in Belgorod region",
        "Ukrainian advance in Belgorod region, near Demidovka and Prilesye",
    }
    assert [edge["distance"] for edge in found["edges"]] == [distance, distance]
