"""Who may be sitting here: the people to choose from, and the one who goes without saying."""

from storage.store import Store
from workbench import demo, people, projects


def people_here(store: Store) -> dict[str, str]:
    """Give the names of everybody known here by id, in order; not those that the examples came with."""
    came_with_examples = {demo.MAKER, *demo.CODERS.values()}
    known = ((coder, name) for coder, name in people.coders(store).items() if name not in came_with_examples)
    return dict(sorted(known, key=lambda one: one[1].casefold()))


def who_goes_without_saying(store: Store) -> str:
    """Give who worked here last, where nobody else is known; '' where it must be asked.

    Two people may share a server or a computer: taken for the one who was here before, the second would decide under
    the first one's name, and open what is sealed for the first one's eyes.
    """
    last = projects.last_coder(store)
    return last if not people_here(store).keys() - {last} else ""
