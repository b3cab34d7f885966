"""Opening the app: which port, which address."""

import argparse
import socket

import pytest

from workbench import run_app
from workbench.errors import WorkbenchError
from workbench.projects import list_projects
from workbench.settings import Settings


def arguments(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    run_app.add_arguments(parser)
    return parser.parse_args(given)


def test_a_taken_port_is_passed_over():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run_app.free_port(port) > port


def test_a_port_that_was_just_left_can_be_taken_again():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()
    assert run_app.free_port(port) == port


def test_when_no_port_is_free_the_message_says_how_to_name_one():
    with pytest.raises(WorkbenchError, match="--port 9000"):
        run_app.free_port(65536)


def test_the_server_is_told_to_listen_on_this_computer_only():
    command = run_app.command(8777, browser=False)
    assert command[command.index("--server.address") + 1] == "127.0.0.1"
    assert command[command.index("--server.port") + 1] == "8777"


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.4", "::", "study.example.org", ""])
def test_an_address_that_others_can_reach_is_refused_before_anything_starts(monkeypatch, address):
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", address)
    monkeypatch.setattr(run_app, "_serve", lambda command: pytest.fail("the server was started"))
    with pytest.raises(WorkbenchError, match="has no accounts"):
        run_app.run(arguments())


def test_running_says_where_and_passes_over_a_taken_port(monkeypatch, capsys):
    served = []
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)
    monkeypatch.setattr(run_app, "_serve", lambda command: served.append(command) or 0)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run_app.run(arguments("--port", str(port), "--no-examples")) == 0
    said = capsys.readouterr().err
    chosen = served[0][served[0].index("--server.port") + 1]
    assert f"Port {port} is taken; using {chosen}." in said
    assert f"http://127.0.0.1:{chosen}" in said


@pytest.mark.slow
def test_both_examples_are_there_in_both_states_when_the_app_opens_and_made_only_once(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)
    monkeypatch.setattr(run_app, "_serve", lambda command: 0)
    run_app.run(arguments())
    store = Settings.from_environment().open()
    assert {project.name for project in list_projects(store)} == {
        "Patient feedback (example)",
        "Peer supporters (example)",
        "Peer supporters, coded (example)",
        "Patient feedback, coded (example)",
    }
    store.engine.dispose()
    assert "The example projects are ready." in capsys.readouterr().err
    run_app.run(arguments())
    assert "example" not in capsys.readouterr().err
