"""Answers as linked data: JSON-LD of schema.org and PROV-O, and Web Annotations.

Each module writes one kind of resource, as JSON has it, in the terms of `api.rest.linked.context`. They are
pure functions. What is held is neither added to nor resolved: a claim has no rating, a doubtful date no day,
and a borrowed point no coordinates.
"""
