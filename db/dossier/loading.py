"""Loading dossiers: one transaction for all of them, and of each exactly what differs."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, update

from db.dossier.adding import Adding, NotOneByOne
from db.dossier.changes import ENTITY_OF, EntityChange, EntityKey
from db.dossier.checking import Checker
from db.dossier.difference import Additions, TableDifference, add, current_rows, differences, retire
from db.dossier.format import Dossier
from db.dossier.held import Held
from db.dossier.identity import Recognised
from db.dossier.keeping import Keeping, Kept
from db.dossier.ledger import Rows
from db.dossier.problems import BadDossiers
from db.dossier.progress import Progress
from db.dossier.reading import Given, Reading, data_of, read_data
from db.dossier.reading_ahead import default_readers, read_ahead
from db.dossier.redating import moved_events, redate
from db.dossier.references import SECTIONS, defined
from db.dossier.renaming import Renaming, renamings
from db.dossier.revising import Loaded, Revising
from db.dossier.rows import rows
from db.dossier.windows import can_be_read_again, read_window, windows
from db.dossier.withdrawing import referrers
from db.engine import writer_engine
from db.engine.bulk import insert_rows
from db.migration import require_head
from db.models import metadata

_NEW_OBJECTS: Final = 100_000
"""After so many the interpreter looks for garbage in cycles, of which a load makes hardly any. After 700, as
by itself, it goes time and again through all that a load keeps, which takes a tenth of its time."""


def load(
    url: str,
    files: Sequence[Given],
    progress: Progress = lambda *_: None,
    *,
    readers: int | None = None,
) -> Loaded:
    """Load the dossiers, from files or from memory. One that is loaded already is passed over.

    readers: processes that read files ahead of the one that writes; None leaves it to the number of
        processors and of bytes.

    Raises `BadDossiers` with everything that is wrong with any of them, OSError for a file that cannot be
    read, `ReaderLost`, and as `db.engine.writer_engine` and `db.migration.require_head` do; then nothing is
    loaded.
    """
    require_head(url)
    thresholds = gc.get_threshold()
    gc.set_threshold(_NEW_OBJECTS, *thresholds[1:])
    try:
        if len(list(islice(windows(files), 2))) > 1 and all(map(can_be_read_again, files)):
            # `db.dossier.integrity` looks after the references.
            with suppress(NotOneByOne), _begun(url, foreign_keys=False) as connection:
                return _add(
                    connection, files, progress, default_readers(files) if readers is None else readers
                )
        with _begun(url) as connection, closing(Keeping()) as keeping:
            return _Load(connection, files, progress, keeping).run()
    finally:
        gc.set_threshold(*thresholds)


@contextmanager
def _begun(url: str, *, foreign_keys: bool = True) -> Iterator[Connection]:
    """The transaction of a load."""
    engine = writer_engine(url, foreign_keys=foreign_keys)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _add(connection: Connection, files: Sequence[Given], progress: Progress, readers: int) -> Loaded:
    """Load dossiers that are all new. Raises `NotOneByOne`."""
    adding = Adding(connection)
    if readers:
        with closing(read_ahead(windows(files), adding.loaded, readers)) as read:
            return adding.run(read, len(files), progress)
    return adding.run((read_window(some, adding.loaded) for some in windows(files)), len(files), progress)


@dataclass(slots=True)
class _File:
    """A file to be loaded, and where its dossier waits."""

    reading: Reading
    """Without the dossier."""
    slug: str
    sha256: str
    kept: Kept


@dataclass
class _Pending:
    """A dossier that is loaded already, with what its new version changes."""

    dossier_id: int
    dossier: Dossier
    differences: list[TableDifference] = field(default_factory=list)


class _Load(Revising):
    def __init__(
        self, connection: Connection, files: Sequence[Given], progress: Progress, keeping: Keeping
    ) -> None:
        super().__init__(connection)
        self._keeping = keeping
        self._files = files
        self._progress = progress
        self._checker = Checker()
        self._additions = Additions(connection)
        self._withdrawn: dict[EntityKey, tuple[str, int]] = {}
        self._reasons: dict[str, str] = {}
        self._renamed: dict[EntityKey, str] = {}
        self._former: list[tuple[int, Renaming]] = []
        self._known_renamings: dict[tuple[str, str], str] = {}
        self._unwritten: list[dict[str, Any]] = []

    def run(self) -> Loaded:
        waiting = self._check()
        # Before any row moves to the history: an entity that changes hands or slug keeps its key.
        self._renamed = self._entities.rename(
            (entity, former, link.target) for (entity, former), link in self._checker.world.renamed.items()
        )
        self._entities.resolve(self._checker.world.defined)
        for slug, day in self._checker.world.occurred.items():
            self._entities.date_event(slug, day)
        self._entities.resolve(self._checker.referred())
        known = [one for one in waiting if one.slug in self._dossiers]
        fresh = [one for one in waiting if one.slug not in self._dossiers]
        changed: list[_Pending] = []
        for number, one in enumerate(known, start=1):
            changed.append(self._retire(one))
            self._progress("loading", number, len(waiting))
        for pending in changed:
            for difference in pending.differences:
                add(self._connection, difference.table, difference.after.values(), self._begun())
            if pending.differences:
                self._write_added(pending.dossier, pending.dossier_id)
        for number, one in enumerate(fresh, start=len(known) + 1):
            self._add(one)
            self._progress("loading", number, len(waiting))
        insert_rows(self._connection, self._unwritten, metadata.tables["dossier"])
        self._additions.write()
        self._redate(changed)
        self._refuse_dangling({one.slug: one for one in known})
        self._write_changes(list(self._changes()))
        self._index.write()
        return self._finish(waiting)

    def _check(self) -> list[_File]:
        """Read and check every file that is not loaded as it is."""
        loaded = {digest for _, digest in self._dossiers.values()}
        waiting: list[_File] = []
        for number, file in enumerate(self._files, start=1):
            data = data_of(file)
            digest = sha256(data).hexdigest()
            if digest not in loaded:
                reading = read_data(file, data)
                self._checker.add(reading)
                if (dossier := reading.dossier) is not None:
                    kept = self._keeping.keep(dossier, len(data))
                    waiting.append(_File(reading.without_dossier(), dossier.dossier, digest, kept))
            self._progress("checking", number, len(self._files))
        held = Held(self._connection, [one.slug for one in waiting])
        if problems := self._checker.problems(held):
            raise BadDossiers(problems)
        for entity, former in self._checker.world.renamed:
            known = held.renamed_since(entity, [former])
            self._known_renamings |= {(entity, slug): now for slug, now in known.items()}
        return waiting

    def _rows(self, dossier: Dossier, dossier_id: int, recognised: Recognised) -> Rows:
        return rows(dossier, dossier_id, self._entities, recognised)

    def _retire(self, one: _File) -> _Pending:
        """Move what the new version of a loaded dossier changes or withdraws to the history."""
        dossier = self._keeping.find(one.kept)
        dossier_id, _ = self._dossiers[one.slug]
        before = current_rows(self._connection, dossier_id)
        after = self._rows(dossier, dossier_id, Recognised(self._numbers, before))
        pending = _Pending(dossier_id, dossier, list(differences(before, after)))
        self._reasons.update(dossier.withdrawn)
        self._former += [(dossier_id, each) for each in renamings(dossier)]
        for difference in pending.differences:
            self._tallies.count(difference, dossier_id)
            self._index.touch(difference.table, [*difference.before.values(), *difference.after.values()])
            retire(self._connection, difference.table, list(difference.before.values()), self._begun())
            self._note_withdrawn(difference, dossier_id)
        return pending

    def _note_withdrawn(self, difference: TableDifference, dossier_id: int) -> None:
        entity = ENTITY_OF.get(difference.table)
        if entity is None:
            return
        world = self._checker.world
        for key, row in difference.before.items():
            # An entity that another dossier of this load defines only changes hands.
            named = (entity, row["slug"])
            if key not in difference.after and named not in world.defined and named not in world.renamed:
                self._withdrawn[entity, row["id"]] = (row["slug"], dossier_id)

    def _add(self, one: _File) -> None:
        """Write a dossier that the database has never seen."""
        dossier = self._keeping.find(one.kept)
        dossier_id = self._numbers.next("dossier")
        self._dossiers[one.slug] = (dossier_id, one.sha256)
        self._unwritten.append({"id": dossier_id, "slug": one.slug, "sha256": one.sha256})
        self._former += [(dossier_id, each) for each in renamings(dossier)]
        after = self._rows(dossier, dossier_id, Recognised(self._numbers, {}))
        for table, added in after.items():
            self._tallies.count_new(table, added, dossier_id)
            self._additions.add(table, added, self._begun())
        self._write_added(dossier, dossier_id)

    def _write_added(self, dossier: Dossier, dossier_id: int) -> None:
        assert self._log is not None
        self._log.write(
            [
                EntityChange(entity, slug, "ADDED", dossier_id)
                for entity, slug in defined(dossier)
                if (entity, self._entities.key(entity, slug)) in self._entities.new
            ]
        )

    def _redate(self, changed: Sequence[_Pending]) -> None:
        """Carry the new day of an event to the rows of other dossiers that are listed by it."""
        moved = moved_events(difference for pending in changed for difference in pending.differences)
        if moved:
            redate(self._connection, moved, self._begun())

    def _refuse_dangling(self, known: dict[str, _File]) -> None:
        """What is withdrawn is referred to no more."""
        names = {key: slug for slug, (key, _) in self._dossiers.items()}
        found = []
        for reference in referrers(self._connection, self._withdrawn):
            found += known[names[reference.dossier_id]].reading.located([reference.finding])
        if found:
            raise BadDossiers(found)

    def _changes(self) -> Iterator[EntityChange]:
        """What is to be logged besides what was added, which is logged as it is written."""
        for (entity, _), (slug, dossier_id) in self._withdrawn.items():
            yield EntityChange(entity, slug, "WITHDRAWN", dossier_id, self._reason(entity, slug))
        yield from self._changed(self._withdrawn, self._renamed)
        yield from self._further_renamings()

    def _further_renamings(self) -> Iterator[EntityChange]:
        """Former slugs that are new to the log, of what this database never held under them.

        So a database that is made anew from the dossiers leads on from them as well.
        """
        for dossier_id, (entity, former, slug) in self._former:
            held = self._renamed.get((entity, self._entities.key(entity, slug))) == former
            if not held and self._known_renamings.get((entity, former)) != slug:
                yield EntityChange(entity, slug, "RENAMED", dossier_id, former_slug=former)

    def _reason(self, entity: str, slug: str) -> str | None:
        section = SECTIONS.get(entity, "articles")
        return self._reasons.get(f"{section}/{slug}")

    def _finish(self, waiting: Sequence[_File]) -> Loaded:
        """Note which files are loaded, and what each of them did."""
        table = metadata.tables["dossier"]
        for one in waiting:
            key, digest = self._dossiers[one.slug]
            if digest != one.sha256:
                self._connection.execute(update(table).where(table.c.id == key).values(sha256=one.sha256))
        written = ((one.slug, self._dossiers[one.slug][0], one.sha256) for one in waiting)
        return self._finished(written, len(self._files) - len(waiting))
