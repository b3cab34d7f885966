"""A packet as it is made: what it holds, and that it is recorded once."""

import pytest

from coding.packet_events import PacketMade
from exchange import packets as files
from tests.workbench.two_computers import ANSWERS, CHEAP, PASSPHRASE, PRESENTED
from workbench import packets
from workbench.errors import NotReady


def test_a_packet_holds_the_answers_handed_out_and_nothing_about_people(lead):
    lead.call("p3", "Margaret, ward 4")
    packet = files.read_packet(lead.packet(lead.open(), lead.bea), "a.vbpacket", PASSPHRASE)
    assert {answer.response for answer in packet.answers} == set(ANSWERS)
    assert sorted(packet.assigned) == sorted(PRESENTED)
    assert {answer.number for answer in packet.answers} == {str(n) for n in range(1, 13)}
    assert "Margaret" not in str(packet) and [code.name for code in packet.codes] == ["Workload", "Rest", "Noise"]


def test_a_packet_is_recorded_once_and_its_file_made_again_with_another_passphrase(lead):
    round_id = lead.open(kind="calibration")
    one, two = lead.packet(round_id, lead.bea), lead.packet(round_id, lead.bea, "another-one")
    assert len(lead.events(PacketMade)) == 1
    assert files.read_packet(one, "x", PASSPHRASE) == files.read_packet(two, "x", "another one")
    made = lead.events(PacketMade)[0]
    lead.add("Pay")
    with pytest.raises(NotReady, match="codebook was changed since"):
        packets.packet_file(lead.store, lead.id, lead.ana, made.packet, PASSPHRASE, cost=CHEAP)
    lead.packet(round_id, lead.bea)
    assert [event.answers for event in lead.events(PacketMade)] == [len(PRESENTED)] * 2
