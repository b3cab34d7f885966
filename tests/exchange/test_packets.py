"""Packets and returns as files: what comes out is what went in, and nothing else opens them."""

import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codebooks.model import Code
from exchange import packets, sealed_file
from exchange.errors import WrongFile
from exchange.packets import Packet, PacketAnswer, PacketQuestion, PacketRound, Return, ReturnCoding

COST = min(sealed_file.COSTS)  # the cheapest that is read
PASSPHRASE = "k7mp2-xqd9w-vn4tg-hj8rs"

ids = st.text("abcdef0123456789", min_size=1, max_size=8)
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)  # what every store can keep
small = st.integers(0, 5)


def made_packet(text: str = "Nobody told us 🤷🏽‍♀️ why.") -> Packet:
    return Packet(
        packet="0f" * 16, key="ab" * 32, project="p1", project_name="Shifts", way="codebook", unit="", coder="c1",
        coder_name="Bea", round=PacketRound(round_id="r1", number=2, kind="reliability", name="", codebook_version=3),
        codebook_version=3, codes=(Code(id="k1", name="Waiting", examples="an hour", questions=("q1",), colour=4),),
        questions=(PacketQuestion(question="q1", name="Q1", wording="What is hard?"),),
        answers=(PacketAnswer(response="p1.q1", respondent="p1", number="1", question="q1", text=text),),
        assigned=(("p1.q1", 0), ("p1.q1", 1)),
    )  # fmt: skip


packet_texts = st.builds(made_packet, words)
returns = st.builds(
    Return, packet=st.just("0f" * 16), packet_digest=ids, project=ids, round_id=ids, coder=ids, submitted_at=ids,
    codings=st.lists(
        st.builds(
            ReturnCoding, response=ids, again=st.integers(0, 1), start=small, end=small, code=ids,
            origin=ids, codebook_version=small,
        ), max_size=5,
    ).map(tuple),
    marks=st.lists(st.tuples(ids, st.integers(0, 1), ids), max_size=5).map(tuple),
    memos=st.lists(st.tuples(ids, words), max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=8, deadline=None)
@given(packet_texts)
def test_a_packet_comes_out_as_it_went_in(packet):
    data = packets.write_packet(packet, PASSPHRASE, cost=COST)
    found = packets.read_packet(data, "a.vbpacket", PASSPHRASE)
    assert found == packet and found.digest == packet.digest


@given(returns)
def test_a_return_comes_out_as_it_went_in(made):
    data = packets.write_return(made, "ab" * 32)
    assert packets.answered_packet(data, "a.vbreturn") == made.packet
    found = packets.read_return(data, "a.vbreturn", "ab" * 32)
    assert found == made and found.digest == made.digest


def test_no_word_stands_in_a_packet_in_the_clear():
    data = packets.write_packet(made_packet("tell nobody"), PASSPHRASE, cost=COST)
    assert all(word not in data for word in (b"tell", b"Waiting", b"Bea", b"Shifts", b"p1.q1"))


def test_two_files_of_one_packet_share_neither_salt_nor_bytes_but_their_digest():
    one, two = (packets.write_packet(made_packet(), PASSPHRASE, cost=COST) for _ in range(2))
    assert one[9:] != two[9:] and one[10:26] != two[10:26]
    assert packets.read_packet(one, "1", PASSPHRASE) == packets.read_packet(two, "2", PASSPHRASE)


def test_the_digest_is_of_what_is_coded_not_of_when_it_was_packed():
    packet = made_packet()
    assert replace(packet, packet="11" * 16, key="22" * 32).digest == packet.digest
    assert made_packet("Nobody told us  why.").digest != packet.digest
    assert replace(packet, assigned=packet.assigned[:1]).digest != packet.digest


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_changed_byte_anywhere_closes_a_return_for_good(data):
    file = bytearray(packets.write_return(returned(), "ab" * 32))
    place = data.draw(st.integers(0, len(file) - 1))
    file[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(WrongFile):
        packets.read_return(bytes(file), "a.vbreturn", "ab" * 32)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_a_changed_byte_anywhere_closes_a_packet_for_good(data):
    file = bytearray(PACKET_FILE)
    place = data.draw(st.integers(0, len(file) - 1).filter(lambda place: place != 9))  # dear scrypt: see below
    file[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(WrongFile):
        packets.read_packet(bytes(file), "a.vbpacket", PASSPHRASE)


def returned() -> Return:
    coding = ReturnCoding(
        response="p1.q1", again=0, start=0, end=3, code="k1", origin="manual", codebook_version=3
    )
    return Return(
        packet="0f" * 16, packet_digest="d", project="p1", round_id="r1", coder="c1", submitted_at="now",
        codings=(coding,), marks=(("p1.q1", 1, "no_code"),),
    )  # fmt: skip


PACKET_FILE = packets.write_packet(made_packet(), PASSPHRASE, cost=COST)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda file: file[:-7], "not whole: "),
        (lambda file: file[:20], "cut short: it ends after 20 bytes"),
        (lambda file: b"", "does not begin with VBPACKET"),
        (lambda file: b"id,text\n1,a\n", "does not begin with VBPACKET"),
        (lambda file: file[:8] + b"\x02" + file[9:], "of version 2, this Verbatim reads version 1"),
        (lambda file: file[:9] + b"\x1f" + file[10:], "a way of encrypting that is not in use"),
        (lambda file: file[:-1] + bytes([file[-1] ^ 1]), "was changed or damaged on its way"),
        (lambda file: packets.write_return(returned(), "ab" * 32), "does not begin with VBPACKET"),
    ],
)
def test_a_packet_that_is_none_or_not_whole_is_refused_with_the_fact(change, said):
    with pytest.raises(WrongFile, match=said) as refusal:
        packets.read_packet(change(PACKET_FILE), "bea.vbpacket", PASSPHRASE)
    assert str(refusal.value).startswith("bea.vbpacket ")


def test_a_wrong_passphrase_is_told_from_a_damaged_file():
    with pytest.raises(WrongFile, match="The passphrase does not open"):
        packets.read_packet(PACKET_FILE, "bea.vbpacket", PASSPHRASE[:-1] + "z")
    assert packets.read_packet(PACKET_FILE, "bea.vbpacket", f" {PASSPHRASE.upper().replace('-', ' ')} ")


def test_a_return_opens_with_the_key_of_its_own_packet_alone():
    data = packets.write_return(returned(), "ab" * 32)
    with pytest.raises(WrongFile, match="was changed or damaged"):
        packets.read_return(data, "bea.vbreturn", "cd" * 32)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda values: values.update(form=2),
        lambda values: values.update(marks=[["p1.q1", "0", "no_code"]]),
        lambda values: values.update(codings=[{}]),
        lambda values: values["codings"][0].update(start=True),
        lambda values: values.update(packet="0f"),
        lambda values: values.pop("memos"),
        lambda values: values.update(packet="0F" * 16),
        lambda values: values["codings"][0].update(codebook_version=2**70),
        lambda values: values["codings"][0].update(start=-1),
        lambda values: values.update(memos=[["p1.q1\x00", "A note."]]),
        lambda values: values.update(memos=[["p1.q1", 5]]),
        lambda values: values.update(submitted_at="\ud800"),
    ],
)
def test_what_another_program_wrote_into_a_return_is_refused_in_words(spoil):
    made = returned()
    file = packets.write_return(made, "ab" * 32)
    content = sealed_file.disclose(file, "x", bytes.fromhex("ab" * 32), packets.RETURN)
    values = json.loads(content)
    spoil(values)
    forged = sealed_file.close(json.dumps(values).encode(), bytes.fromhex("ab" * 32), bytes(16), packets.RETURN)
    with pytest.raises(WrongFile, match=r"form 2|not whole"):
        packets.read_return(forged, "bea.vbreturn", "ab" * 32)


@pytest.mark.parametrize(
    ("packed", "said"),
    [(b"no zlib", "does not unfold"), (zlib.compress(b"[" * 200_000), "Verbatim did not write what is inside")],
)
def test_content_that_does_not_unfold_or_goes_too_deep_is_refused(monkeypatch, packed, said):
    with monkeypatch.context() as changed:
        changed.setattr(sealed_file.zlib, "compress", lambda content, level: packed)
        file = sealed_file.close(b"", bytes.fromhex("ab" * 32), bytes(16), packets.RETURN)
    with pytest.raises(WrongFile, match=said):
        packets.read_return(file, "bea.vbreturn", "ab" * 32)


def test_a_small_file_cannot_unfold_without_end(monkeypatch):
    monkeypatch.setattr(sealed_file, "LARGEST", 1000)
    with pytest.raises(WrongFile, match="the most"):
        sealed_file.close(bytes(2000), bytes(32), bytes(16), packets.RETURN)
    monkeypatch.undo()
    file = sealed_file.close(bytes(2000), bytes(32), bytes(16), packets.RETURN)
    monkeypatch.setattr(sealed_file, "LARGEST", 1000)
    with pytest.raises(WrongFile, match="unfolds to more than"):
        sealed_file.disclose(file, "a.vbreturn", bytes(32), packets.RETURN)


def test_a_passphrase_is_never_given_twice():
    made = {sealed_file.new_passphrase() for _ in range(50)}
    assert len(made) == 50 and all(set(one) <= {*sealed_file.LETTERS, "-"} for one in made)
