"""What codes have meant since when, and which codings were looked at again since: read from the record."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from codebooks.events import Change, CodeChanged
from codebooks.meanings import Meaning, Meanings, traced
from codebooks.model import DEFINING, Codebook
from coding.packet_events import PacketMade, ReturnTaken
from coding.upheld import CodingsUpheld, UpholdingDropped
from storage import bodies, record
from storage import tables as t

_READ = tuple(kind.__name__ for kind in (CodeChanged, CodingsUpheld, UpholdingDropped, PacketMade, ReturnTaken))


@dataclass(frozen=True, slots=True)
class Definitions:
    """What codes meant and mean, by their words.

    Parameters
    ----------
    meanings : of codes that were ever redefined
    upheld : by coding, under which meanings it was said to hold
    packed : by round and coder, when the packet was made that the coder coded with and sent back
    """

    meanings: Mapping[str, Meanings]
    upheld: Mapping[str, frozenset[Meaning]] = field(default_factory=dict)
    packed: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def is_older(self, code: str, moment: str) -> bool:
        """Whether a code meant something else at a time than it means now."""
        return code in self.meanings and not self.meanings[code].is_same_since(moment)


def meaning_ids(book: Codebook, code: str) -> Meaning:
    """Give the ids of what a code means, of a codebook with ids in place of the words."""
    return tuple(getattr(book.code(code), name) for name in DEFINING)


def definitions(conn: Connection, project_id: str, refs: Codebook) -> Definitions:
    """Read what codes have meant, and what was said of codings since.

    Parameters
    ----------
    refs : the codebook with the ids of its texts in place of the words
    """
    changes: dict[str, list[tuple[str, Change]]] = defaultdict(list)
    upheld: dict[str, list[Meaning]] = defaultdict(list)
    made: dict[str, str] = {}
    packed: dict[tuple[str, str], str] = {}
    for row in record.rows(conn, project_id, kinds=_READ):
        match record.fact_of(row).event:
            case CodeChanged(code=code, changes=changed) if any(name in DEFINING for name, _, _ in changed):
                changes[code].append((row.at, changed))
            case UpholdingDropped(meaning=meaning, held=held):
                for coding, _ in held:
                    upheld[coding].remove(meaning)
            case CodingsUpheld(meaning=meaning, held=held):
                for coding, _ in held:
                    upheld[coding].append(meaning)
            case PacketMade(packet=packet):
                made[packet] = row.at
            case ReturnTaken(packet=packet, round=round_id, coder=coder):
                packed[round_id, coder] = made.get(packet, row.at)
    meanings = {code: traced(meaning_ids(refs, code), changes[code]) for code in changes if code in refs.codes}
    return _in_words(conn, project_id, meanings, upheld, packed)


def _in_words(
    conn: Connection,
    project_id: str,
    meanings: Mapping[str, Meanings],
    upheld: Mapping[str, list[Meaning]],
    packed: Mapping[tuple[str, str], str],
) -> Definitions:
    """Compare by words, not ids: who types the same definition again has not changed it."""
    known = {meaning for one in meanings.values() for _, meaning in one.since}
    known |= {meaning for said in upheld.values() for meaning in said}
    texts = bodies.read(conn, project_id, {key for meaning in known for key in meaning})

    def words(meaning: Meaning) -> Meaning:
        return tuple(texts.get(key, "").strip() for key in meaning)

    return Definitions(
        {code: Meanings(tuple((at, words(meaning)) for at, meaning in one.since)) for code, one in meanings.items()},
        {coding: frozenset(words(meaning) for meaning in said) for coding, said in upheld.items()},
        packed,
    )


def agreed_at(conn: Connection, project_id: str) -> dict[str, str]:
    """Give when a consensus was last reached on each answer that has one."""
    c = t.consensus.c
    query = select(c.response_id, func.max(c.at)).where(c.project_id == project_id).group_by(c.response_id)
    return {row[0]: row[1] for row in conn.execute(query)}
