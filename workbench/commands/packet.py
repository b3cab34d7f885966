"""Code a round by file: make packets, open one, make the return, take returns in."""

import argparse
import sys
from getpass import getpass
from pathlib import Path

from exchange.sealed_file import new_passphrase
from storage.queries.rounds import RoundRow
from storage.store import Store
from workbench import packet_projects, packets, people, rounds
from workbench.commands.choosing import add_coder, add_project, coder_of, find_project
from workbench.errors import WorkbenchError
from workbench.ids import new_id
from workbench.packets import PacketRow
from workbench.returns import take_return
from workbench.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take one of four acts, two of the lead's and two of the coder's."""
    parser.epilog = (
        "A packet is one encrypted file for one coder. Send its passphrase by another way than the file. No passphrase "
        "is taken from the command line, where others could read it."
    )
    acts = parser.add_subparsers(dest="what", required=True, metavar="ACT")
    make = acts.add_parser("make", help="the lead: write a packet for each coder, or for one")
    add_project(make)
    make.add_argument("--round", metavar="NUMBER", type=int, help="which round (default: the only one that is open)")
    make.add_argument("--for", dest="of", metavar="NAME", default="", help="one coder (default: all that wait)")
    make.add_argument("--out", metavar="DIR", type=Path, default=Path(), help="folder to write into (default: here)")
    make.set_defaults(do=_make)
    opening = acts.add_parser("open", help="the coder: make a project of a packet")
    opening.add_argument("file", metavar="FILE", type=Path)
    opening.add_argument("--passphrase-file", metavar="FILE", type=Path, help="read it from a file, not the keyboard")
    opening.set_defaults(do=_open)
    back = acts.add_parser("return", help="the coder: write the return file, once the round is handed in")
    add_project(back)
    back.add_argument("--memos", action="store_true", help="send one's notes on the answers along")
    back.add_argument("--out", metavar="DIR", type=Path, default=Path(), help="folder to write into (default: here)")
    back.set_defaults(do=_return)
    take = acts.add_parser("take", help="the lead: take returns in")
    add_project(take)
    take.add_argument("files", metavar="FILE", type=Path, nargs="+")
    take.set_defaults(do=_take)
    for act in (make, opening, back, take):
        add_coder(act)


def run(args: argparse.Namespace) -> int:
    """Do the act in the store of the settings."""
    return int(args.do(Settings.from_environment().open(), args))


def _make(store: Store, args: argparse.Namespace) -> int:
    """Write the packets; print for each its coder, its file and its passphrase."""
    project = find_project(store, args.project)
    lead = coder_of(store, args.coder, project)
    row = _round(store, project.project_id, args.round)
    waiting = _waiting(store, project.project_id, lead, row)
    chosen = [part for part in waiting if part.coder.casefold() == args.of.strip().casefold() or not args.of]
    if not chosen:
        names = ", ".join(part.coder for part in waiting) or "nobody"
        raise WorkbenchError(f"No packet was made. Who can still be sent round {row.number}: {names}.")
    args.out.mkdir(parents=True, exist_ok=True)
    targets = [args.out / part.file for part in chosen]
    for target in targets:
        _refuse_there(target)
    for part, target in zip(chosen, targets, strict=True):
        passphrase = new_passphrase()
        packet = packets.make_packet(
            store, project.project_id, lead, row.round_id, part.coder_id, command_id=new_id()
        )
        target.write_bytes(packets.packet_file(store, project.project_id, lead, packet, passphrase))
        print(f"{part.coder}\t{target}\t{passphrase}")
    return 0


def _waiting(store: Store, project_id: str, lead: str, row: RoundRow) -> list[PacketRow]:
    """Give the parts that can go out by file; who codes in this store is left out, and named."""
    begun = packets.begun_here(store, project_id, lead, row.round_id)
    open_parts = [part for part in packets.packet_rows(store, project_id, row.round_id) if not part.handed_in]
    for part in open_parts:
        if part.coder_id in begun:
            print(f"Left out: {part.coder} has begun to code round {row.number} here.", file=sys.stderr)
    return [part for part in open_parts if part.coder_id not in begun]


def _open(store: Store, args: argparse.Namespace) -> int:
    """Print the id of the project that was made."""
    coder = people.sign_in(store, args.coder) if args.coder else coder_of(store, "")
    data = _read(args.file)
    asked = args.passphrase_file
    passphrase = _read(asked).decode("utf-8", "replace") if asked else getpass("Passphrase: ")
    print(packet_projects.open_packet(store, coder, data, args.file.name, passphrase))
    return 0


def _return(store: Store, args: argparse.Namespace) -> int:
    """Print the path of the return."""
    project = find_project(store, args.project)
    coder = coder_of(store, args.coder, project)
    made = packet_projects.make_return(store, project.project_id, coder, memos=args.memos)
    args.out.mkdir(parents=True, exist_ok=True)
    target = args.out / made.name
    _refuse_there(target)
    target.write_bytes(made.data)
    print(target)
    return 0


def _take(store: Store, args: argparse.Namespace) -> int:
    """Print what each return brought in; one that is refused stops those behind it."""
    project = find_project(store, args.project)
    lead = coder_of(store, args.coder, project)
    for file in args.files:
        taken = take_return(store, project.project_id, lead, _read(file), file.name)
        print(f"{file}\t{taken.said}")
        for note in taken.notes:
            print(f"Note: {note}", file=sys.stderr)
    return 0


def _round(store: Store, project_id: str, number: int | None) -> RoundRow:
    every = rounds.list_rounds(store, project_id)
    found = [row for row in every if row.state == "open" and number in (None, row.number)]
    if len(found) == 1:
        return found[0]
    are_open = ", ".join(str(row.number) for row in every if row.state == "open") or "none"
    raise WorkbenchError(f"Say with --round which round is meant. Rounds that are open: {are_open}.")


def _read(file: Path) -> bytes:
    if not file.is_file():
        raise WorkbenchError(f"There is no file {file}. Check the path.")
    return file.read_bytes()


def _refuse_there(target: Path) -> None:
    if target.exists():
        raise WorkbenchError(f"{target} is there already. Move it away, or name another folder with --out.")
