"""What the tests of coding by file stand on: two computers, a round of which Bea's part went out by file."""

import pytest

from storage.store import open_store
from tests.workbench.two_computers import Laptop, Lead


@pytest.fixture(scope="session")
def stores(tmp_path_factory):
    """Give the stores of two computers; each test has projects of its own in them."""
    folder = tmp_path_factory.mktemp("computers")
    return [open_store(f"sqlite:///{folder / f'{name}.sqlite'}") for name in ("lead", "coder")]


@pytest.fixture
def lead(stores):
    return Lead(stores[0])


@pytest.fixture
def bea(stores):
    return Laptop(stores[1], "Bea")


@pytest.fixture
def sent(lead, bea):
    """Give a lead, an open round, and Bea's laptop with her packet opened."""
    round_id = lead.open()
    bea.open(lead.packet(round_id, lead.bea))
    return lead, round_id, bea


@pytest.fixture(scope="session")
def handed_in(stores):
    """Give the same with her part handed in, for tests that change nothing."""
    lead, bea = Lead(stores[0]), Laptop(stores[1], "Bea")
    round_id = lead.open()
    bea.open(lead.packet(round_id, lead.bea))
    bea.hand_in()
    return lead, round_id, bea
