"""The tables of decisions, folded from events in plain Python: what the projections must equal.

Written apart from `storage.projections`, over dicts and sets, so that the two can only agree by both being right.
"""

from dataclasses import dataclass, field

from codebooks.events import EVENTS as CODEBOOK_EVENTS
from codebooks.fold import fold as fold_codebook
from codebooks.model import Codebook


@dataclass
class Tables:
    """What one project's record says, in memory."""

    book: Codebook = field(default_factory=Codebook)
    codings: dict = field(default_factory=dict)
    marks: set = field(default_factory=set)
    memos: dict = field(default_factory=dict)
    readings: set = field(default_factory=set)
    dispositions: dict = field(default_factory=dict)
    quotes: set = field(default_factory=set)
    status: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)
    placements: dict = field(default_factory=dict)
    waiting: dict = field(default_factory=dict)
    settings: dict = field(default_factory=dict)
    scales: dict = field(default_factory=dict)
    filters: dict = field(default_factory=dict)
    suggestions: dict = field(default_factory=dict)


def fold(events):
    """Fold events in order."""
    tables = Tables()
    for event in events:
        one(tables, event)
    return tables


def one(tables, event):
    kind = type(event).__name__
    if kind in CODEBOOK_EVENTS:
        tables.book = fold_codebook(tables.book, event)
    elif kind == "CodeApplied":
        key = event.coding
        tables.codings[key] = (event.response, event.start, event.end, event.code, event.coder, event.origin)
    elif kind == "CodingRemoved":
        del tables.codings[event.coding]
    elif kind in ("CodesAppliedToMany", "CodesRemovedFromMany"):
        for coding, response, start, end, code, origin, *_ in event.codings:
            if kind == "CodesRemovedFromMany":
                del tables.codings[coding]
            else:
                tables.codings[coding] = (response, start, end, code, event.coder, origin)
        for response, mark, after in event.marks:
            change = tables.marks.add if after else tables.marks.discard
            change((event.coder, response, mark))
    elif kind in ("FilterSaved", "FilterDropped"):
        put(tables.filters, event.filter, event.terms if kind == "FilterSaved" else "")
    elif kind == "ResponseMarked":
        change = tables.marks.add if event.after else tables.marks.discard
        change((event.coder, event.response, event.mark))
    elif kind == "MemoWritten":
        value = (event.after, event.links) if event.after else ""
        put(tables.memos, (event.coder, event.about, event.target), value)
    elif kind == "AnswersRead":
        tables.readings |= {(event.coder, response) for response in event.responses}
    elif kind == "DispositionsSet":
        for response, _, after in event.changes:
            put(tables.dispositions, response, after)
    elif kind in ("QuoteChosen", "QuoteDropped"):
        change = tables.quotes.add if kind == "QuoteChosen" else tables.quotes.discard
        change((event.code, event.response, event.start, event.end))
    elif kind == "ProjectChanged":
        tables.settings[event.setting] = event.after
    elif kind == "SuggestionsMet":
        tables.suggestions[event.coder, event.response] = event
    elif kind == "ScaleScored":
        put(tables.scales, event.scale, event.after)
    else:
        about_proposals(tables, kind, event)


def about_proposals(tables, kind, event):
    match kind:
        case "ProposalAccepted":
            tables.status[event.proposal] = "accepted"
            tables.waiting.update({(event.code, segment): "waiting" for segment in event.segments})
        case "ProposalReleased":
            del tables.status[event.proposal]
            for segment in event.segments:
                del tables.waiting[event.code, segment]
        case "ProposalRenamed":
            put(tables.names, event.proposal, event.after)
        case "ProposalsMerged":
            tables.status.update(dict.fromkeys(event.merged, "merged"))
            tables.placements.update({segment: event.into for segment, _ in event.moved})
        case "ProposalsParted":
            for proposal in event.merged:
                del tables.status[proposal]
            tables.placements.update(dict(event.moved))
        case "ProposalSplit":
            tables.status[event.proposal] = "split"
            for part, segments in event.parts:
                tables.placements.update(dict.fromkeys(segments, part))
        case "ProposalJoined":
            del tables.status[event.proposal]
            for part, segments in event.parts:
                tables.names.pop(part, None)
                tables.placements.update(dict.fromkeys(segments, event.proposal))
        case "ProposalRejected":
            tables.status[event.proposal] = "rejected"
        case "ProposalReopened":
            del tables.status[event.proposal]
        case "SegmentMoved":
            tables.placements[event.segment] = event.after
        case "WaitingSettled":
            tables.waiting.update({(event.code, segment): event.after for segment in event.segments})


def put(table, key, value):
    if value:
        table[key] = value
    else:
        table.pop(key, None)
