"""What was decided about proposed themes, in words."""

from coding import proposals as review
from workbench.sentences.saying import Names, listed, passages, says


@says(review.ProposalAccepted)
def _(event: review.ProposalAccepted, names: Names) -> str:
    into = "as the new code" if event.made_code else "into the code"
    wait = "waits" if len(event.segments) == 1 else "wait"
    waits = f"; {passages(len(event.segments))} {wait} to be confirmed" if event.segments else ""
    return f"accepted {names.theme(event.run, event.proposal)} {into} {names.code(event.code)}{waits}"


@says(review.ProposalReleased)
def _(event: review.ProposalReleased, names: Names) -> str:
    return f"put {names.theme(event.run, event.proposal)} back among the open ones"


@says(review.ProposalRenamed)
def _(event: review.ProposalRenamed, names: Names) -> str:
    after = names.text(event.after) if event.after else "by its own words again"
    return f"named a proposed theme {after}"


@says(review.ProposalsMerged)
def _(event: review.ProposalsMerged, names: Names) -> str:
    gone = listed([names.theme(event.run, proposal) for proposal in event.merged])
    return f"merged {gone} into {names.theme(event.run, event.into)}"


@says(review.ProposalsParted)
def _(event: review.ProposalsParted, names: Names) -> str:
    gone = listed([names.theme(event.run, proposal) for proposal in event.merged])
    return f"parted {gone} from {names.theme(event.run, event.into)} again"


@says(review.ProposalSplit)
def _(event: review.ProposalSplit, names: Names) -> str:
    return f"split {names.theme(event.run, event.proposal)} into {len(event.parts)} parts"


@says(review.ProposalJoined)
def _(event: review.ProposalJoined, names: Names) -> str:
    return f"joined the parts of {names.theme(event.run, event.proposal)} again"


@says(review.ProposalRejected)
def _(event: review.ProposalRejected, names: Names) -> str:
    return f"rejected {names.theme(event.run, event.proposal)}"


@says(review.ProposalReopened)
def _(event: review.ProposalReopened, names: Names) -> str:
    return f"opened {names.theme(event.run, event.proposal)} again"


@says(review.SegmentMoved)
def _(event: review.SegmentMoved, names: Names) -> str:
    return f"moved a passage from {names.theme(event.run, event.before)} to {names.theme(event.run, event.after)}"


@says(review.WaitingSettled)
def _(event: review.WaitingSettled, names: Names) -> str:
    act = {
        "confirmed": "confirmed {} for {}",
        "removed": "removed {} from what waits for {}",
        "waiting": "let {} wait for {} again",
    }.get(event.after, "settled {} for {}")
    return act.format(passages(len(event.segments)), names.code(event.code))
