"""The features of a collection: the stored documents of REST, asked by the parameters of OGC API Features."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from api.ogc.collections import Collection
from api.ogc.values import FeatureId, Limit
from api.rest.form import Address, Form, Offered, Rendering
from api.rest.geojson import FEATURES, GEOJSON, collection, feature_of, link
from api.rest.links import targets
from api.rest.parameter import Parameter
from api.rest.parameters import Parameters
from api.rest.query import Pairs
from api.rest.stored import StoredDocument, stored
from api.rest.values import Cursor
from api.web.accept import JSON

FORMS: Final = (GEOJSON, JSON)
"""The same bytes under two names, as clients ask for either."""

LIMIT: Final = "The most features of one page."
BBOX: Final = (
    "Keeps what is drawn in a box: west,south,east,north in degrees of WGS 84. Where west is greater than "
    "east, it crosses the antimeridian."
)
DATETIME: Final = (
    "Keeps what may have happened in a day or an interval, as 2025-04-07, 2025-03-01/.. or ../2025-03-31. "
    "What has no time, as a location, is always kept."
)
AFTER: Final = "Where a page begins; taken from the `next` link of the page before."


class FeatureParameters(Parameters):
    """The parameters of OGC API Features instead of those of REST."""

    def __init__(self, document: StoredDocument, rendering: Form, parameters: tuple[Parameter, ...]) -> None:
        shown = rendering.document(document)
        assert shown is not None
        self._hold(parameters, {each.name: Offered(each, shown, rendering) for each in FORMS})

    def form(self, pairs: Pairs) -> Offered | None:  # noqa: ARG002 - Accept alone decides
        """None: there is no parameter for it."""
        return None


def items_of(layer: Collection) -> tuple[StoredDocument, FeatureParameters]:
    """What answers for the features of a layer."""

    def rendering(document: StoredDocument) -> Rendering:
        feature = feature_of(document)

        def whole(answer: Any, at: Address) -> bytes:
            features = [feature(each) for each in answer["nodes"]]
            links = _links(at, layer, answer["pageInfo"])
            return orjson.dumps(collection(features, links, None))

        return whole

    parameters = (
        Parameter("limit", ("first",), Limit(), LIMIT),
        Parameter("bbox", layer.box_place, layer.box, BBOX),
        Parameter("datetime", layer.datetime_place, layer.datetime, DATETIME),
        Parameter("after", ("after",), Cursor(), AFTER),
    )
    document = stored(layer.listed)
    return document, FeatureParameters(document, _form(rendering), parameters)


def item_of(layer: Collection) -> tuple[StoredDocument, FeatureParameters]:
    """What answers for one feature of a layer."""

    def rendering(document: StoredDocument) -> Rendering:
        feature = feature_of(document)

        def whole(answer: Any, at: Address) -> bytes:
            return orjson.dumps(feature(answer) | {"links": _links(at, layer, None)})

        return whole

    said = f"The identifier of one of the {layer.id}."
    parameters = (Parameter("slug", ("slug",), FeatureId(layer.id), said, in_path=True),)
    document = stored(layer.single)
    return document, FeatureParameters(document, _form(rendering), parameters)


def _form(rendering: Callable[[StoredDocument], Rendering]) -> Form:
    return Form(GEOJSON, FEATURES.summary, rendering, FEATURES.schema, FEATURES.instead)


def _links(at: Address, layer: Collection, page: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    # There is no way back in this API: only what follows is linked.
    onwards = None if page is None else {**page, "hasPreviousPage": False}
    found = targets(at.path, at.pairs, onwards)
    links = [link(at.origin, found["self"], "self", GEOJSON.media_type)]
    links.append(link(at.origin, found["self"], "alternate", JSON.media_type))
    if "next" in found:
        links.append(link(at.origin, found["next"], "next", GEOJSON.media_type))
    links.append(link(at.origin, layer.path, "collection", JSON.media_type))
    return links
