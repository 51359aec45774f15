"""Loading dossiers that are all new: window by window, so that memory does not grow with their number.

Each window is checked against the database, which holds the windows before it, as if they had been loaded
before. What is sound so is sound together: only what refers to a later window cannot be told so, nor what
changes hands. Then, and where anything is wrong, all that was written is rolled back, and
`db.dossier.loading` takes the dossiers together, whose word is the last. So nothing is explained here.
"""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from db.dossier.checking import unconstrained
from db.dossier.difference import insert_first_versions
from db.dossier.drafting import Draft
from db.dossier.held import ENTITY_TABLES, Held
from db.dossier.progress import Progress
from db.dossier.revising import Loaded, Revising
from db.dossier.windows import Window
from db.engine.bulk import Columns, insert_rows
from db.models import metadata


class NotOneByOne(Exception):
    """The dossiers have to be taken together: perhaps something is wrong with them."""


class Adding(Revising):
    """A load of dossiers that are new."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.loaded = frozenset(digest for _, digest in self._dossiers.values())
        """Hashes of the dossiers that the database holds."""

    def run(self, windows: Iterable[Window | None], files: int, progress: Progress) -> Loaded:
        """Write them as they come, ``files`` in all. Raises `NotOneByOne`; then the caller rolls back."""
        try:
            return self._run(windows, files, progress)
        except IntegrityError as error:
            # Somebody has a slug, an identifier or a side already, and who that is has to be said.
            raise NotOneByOne from error

    def _run(self, windows: Iterable[Window | None], files: int, progress: Progress) -> Loaded:
        written: list[tuple[str, int, str]] = []
        done = unchanged = 0
        for window in windows:
            if window is None:
                raise NotOneByOne
            unchanged += window.unchanged
            new = len(window.draft.dossiers)
            progress("checking", done + window.unchanged + new, files)
            if new:
                self._check(window)
                written += self._write(window.draft)
            done += window.unchanged + new
            progress("loading", done, files)
        self._write_changes(list(self._changed()))
        self._index.write()
        return self._finished(written, unchanged)

    def _check(self, window: Window) -> None:
        """Check the window against the database, and learn the keys of all that it names."""
        if any(each.slug in self._dossiers for each in window.draft.dossiers):
            raise NotOneByOne
        self._entities.forget()
        for slug, day in window.world.occurred.items():
            self._entities.date_event(slug, day)
        window.world.held = Held(self._connection, ())
        if not self._entities.find(window.wanted) or any(unconstrained(window.world, window.files)):
            raise NotOneByOne
        self._entities.number(window.world.defined)

    def _write(self, draft: Draft) -> Iterator[tuple[str, int, str]]:
        """Write the rows, and give back slug, key and hash of each dossier."""
        revision = self._begun()
        keys: dict[str, Sequence[int]] = {
            table: [self._entities.key(kind, slug) for slug in draft.slugs[kind]]
            for kind, table in ENTITY_TABLES.items()
        }
        keys |= {table: self._numbers.take(table, count) for table, count in draft.counts().items()}
        keys["dossier"] = self._numbers.take("dossier", len(draft.dossiers))
        days = [self._entities.occurred(slug).isoformat() for slug in draft.slugs["EVENT"]]
        assert self._log is not None
        rows = []
        for key, each in zip(keys["dossier"], draft.dossiers, strict=True):
            self._dossiers[each.slug] = (key, each.sha256)
            rows.append({"id": key, "slug": each.slug, "sha256": each.sha256})
            self._log.added(key, each.defined)
            yield each.slug, key, each.sha256
        insert_rows(self._connection, rows, metadata.tables["dossier"])
        for name, columns in draft.keyed(keys, days, revision):
            if name == "side":
                self._count_sides(columns)
            insert_first_versions(self._connection, name, columns)
        for entity, described in draft.described.items():
            self._index.add(entity, described, keys[entity])

    def _count_sides(self, columns: Columns) -> None:
        """Sides are the only rows by which a new dossier changes what was there: events of others."""
        for values in zip(*columns.values(), strict=True):
            row = dict(zip(columns, values, strict=True))
            self._tallies.count_new("side", [row], row["dossier_id"])
