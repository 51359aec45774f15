"""From a selection to one SQL statement in which the database builds the JSON.

Declared columns, relations and computed fields (``db/graph``) are compiled once per dialect to text with
holes (``template``). A selection composes these texts (``objects``, ``connections``), every value bound
(``sql``). ``plan`` binds the values of a request.
"""
