"""A project without answers, which tests fill themselves: people start one by importing a file."""

from workbench import projects
from workbench.ids import new_id


def start_project(store, coder_id, new):
    """Start it and give its id."""
    project_id = new_id("p")
    with store.transaction(project_id, command_id=new_id(), actor=coder_id, start=True) as tx:
        tx.append(projects.start_events(tx, coder_id, new))
    return project_id
