"""The table of forms: negotiation, ``?format=``, OpenAPI and the documentation follow from it."""

from api.rest.form import Form
from api.rest.geojson import FEATURES
from api.rest.linked.forms import ANNOTATION, LINKED
from api.rest.rows import CSV, NDJSON

FORMS: tuple[Form, ...] = (CSV, NDJSON, FEATURES, LINKED, ANNOTATION)
"""All forms but JSON, which every route has; where a client likes two the same, the first of them is sent."""
