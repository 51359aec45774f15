"""What was known of an event, and when: the status rule of ``docs/status.md``, computed in the database.

Each function takes expressions of the query that is to hold it (an event's key, and a day of type Date, which
may be null or left out for *all that was ever said*) and gives a Select that refers to them and to no other
table of that query. It is a scalar subquery where it has one column, a derived table (LATERAL on PostgreSQL)
otherwise. No name in it can clash with the query's own, as long as none of those starts with ``status_``.

Compiled with ``literal_binds``, the constants of the rule are written into the SQL; the expressions that were
passed in stay bound.
"""

from db.status.disputes import contradictions, disputes
from db.status.sides import side_of, sides
from db.status.summary import deciding, positions, status
from db.status.timeline import history

__all__ = ["contradictions", "deciding", "disputes", "history", "positions", "side_of", "sides", "status"]
