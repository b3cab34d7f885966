"""Coding by file, in words."""

from coding import packet_events as packets
from workbench.sentences.saying import Names, listed, says


@says(packets.PacketMade)
def _(event: packets.PacketMade, names: Names) -> str:
    answers = "1 answer" if event.answers == 1 else f"{event.answers:,} answers"
    return f"made a packet of round {event.number} for {names.coder(event.coder)}: {answers}, encrypted"


@says(packets.PacketOpened)
def _(event: packets.PacketOpened, names: Names) -> str:
    return f"opened the packet of round {event.number}"


@says(packets.ReturnTaken)
def _(event: packets.ReturnTaken, names: Names) -> str:
    versions = [f"codebook v{version}" if version else "a codebook not published" for version in event.stale]
    other = f" with {listed(versions)}, not the round’s" if versions else ""
    return f"coded round {event.number} by file{other}, taken in by {names.coder(event.taken_by)}"
