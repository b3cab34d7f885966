"""The steps of a researcher's first day, each as she takes it; what must be true afterwards is for the tests to say."""

import re
from collections.abc import Sequence
from pathlib import Path

from tests.journey.survey_file import BETTER, WHY
from tests.journey.walk import Walk

NAME = "Ada Example"
PROJECT = "Patient survey"
OWN_CODES = ("Information", "Parking and travel", "Thanks")  # written by hand; nothing is proposed for them
TYPED_CODES = (("Information",), ("Parking and travel",), ("Thanks", "Information"))  # of the answers in turn
RUN_MS = 280_000  # for the machine's work on a computer that has other things to do


def gives_her_name(walk: Walk) -> None:
    """Begin with nothing: no name, no project."""
    with walk.step("start with an empty data folder"):
        walk.open()
        walk.heading("Verbatim")
    with walk.step("give a name"):
        walk.writes("Your name", NAME)
        walk.clicks("Continue")
        walk.sees(f"Working as {NAME}")
        walk.sees("Your projects will be here")


def chooses_file(walk: Walk, file: Path) -> None:
    """Open the import page and choose a file."""
    walk.goes_to("New project", "Start a project from a survey file")
    walk.page.locator("input[type=file]").set_input_files(file)


def brings_in(walk: Walk, file: Path) -> None:
    """Make a project of a survey file, with nothing touched but a look at the choice of open questions."""
    with walk.step("choose the survey file"):
        chooses_file(walk, file)
        walk.sees("rows 2 to 3 the question wording; they are not answers")
        walk.clicks("Continue")
    with walk.step("look at the open questions"):
        for name, wording in (("Q2", WHY), ("Q3", BETTER)):
            walk.sees(f"{name} · {wording}")
        walk.sees(re.compile("^2 open, 2 closed, 16 left out"))
        walk.clicks("Continue")
    with walk.step("look at the rows that do not count"):
        walk.sees("Nothing is left out unless you say so")
        walk.clicks("Continue")
    with walk.step("create the project"):
        walk.sees(re.compile("^Received 304 respondents, left out 0, analysed 304"))
        walk.clicks("Create project")
        walk.heading(PROJECT)
        walk.sees("Let similar answers be grouped")


def lets_themes_be_proposed(walk: Walk) -> None:
    """Answer for names and contacts, start the run, and wait for the worker's proposals."""
    with walk.step("say that names and contacts are out"):
        walk.clicks("Propose themes")
        walk.heading("Before the machine reads the answers")
        walk.sees("Nothing leaves this computer")
        walk.clicks("They are out")
        walk.sees("Names and contacts: they are out.")
    with walk.step("start the proposals"):
        walk.clicks("Propose themes")
        walk.page.get_by_role("button", name="Stop").wait_for()
    with walk.step("wait for the proposals, leaving the page and coming back"):
        walk.goes_to("Answers", "Answers")
        walk.goes_to("Propose", "Propose themes")
        walk.page.get_by_role("button", name="Look at them").wait_for(timeout=RUN_MS)
        walk.stands_still()


def reviews(walk: Walk) -> None:
    """Merge two proposed themes, name and accept, accept a second, take an acceptance back, reject one."""
    with walk.step("open the proposed themes"):
        walk.goes_to("Review themes", "Review themes")
        walk.sees("0 accepted")
        found = re.search(r"(\d+) proposed", walk.words())
        assert found
        proposed = int(found[1])
    with walk.step("merge two"):
        walk.presses("m")
        walk.sees("Merge into a theme still open")
        choice = walk.page.get_by_role("combobox", name=re.compile("choose among all", re.IGNORECASE))
        choice.click()
        choice.press("ArrowDown")
        choice.press("Enter")
        walk.clicks("Merge")
        walk.sees("which is open now")
        walk.sees(f"{proposed - 1} to look at")
    with walk.step("name the merged theme"):
        walk.presses("n")
        field = walk.page.get_by_role("textbox", name="Name of the theme, and of the code it becomes")
        field.wait_for()
        walk.stands_still()
        field.fill("Waiting and arriving")
        field.press("Enter")
        walk.heading("Waiting and arriving")
    for number in (1, 2, 3):
        with walk.step(f"accept {number}"):
            walk.presses("a")
            walk.sees(f"{number} accepted")
    with walk.step("take the last acceptance back"):
        walk.presses("u")
        walk.sees("Taken back: accepting")
        walk.sees("2 accepted")
    with walk.step("reject one"):
        walk.presses("x")
        walk.sees("1 rejected")


def confirms(walk: Walk) -> None:
    """Confirm what waits: one code passage by passage, with one taken off and undone; the other in bulk."""
    with walk.step("confirm passages one by one"):
        walk.goes_to("Confirm passages", "Confirm passages")
        walk.chooses(re.compile("Waiting and arriving"))
        walk.sees("Is this Waiting and arriving?")
        total = int(re.findall(r"of ([\d,]+) that wait", walk.words())[0].replace(",", ""))
        for key, left in (("y", 1), ("y", 2), ("x", 3), ("u", 2)):
            walk.presses(key)
            walk.sees(re.compile(rf"^1 of {total - left:,} that wait"))
    with walk.step("confirm the other code in bulk"):
        walk.page.get_by_role("radiogroup", name="Code").get_by_role("radio", checked=False).first.click()
        walk.page.get_by_text("Is this Waiting and arriving?").wait_for(state="hidden")
        walk.stands_still()
        walk.chooses("All on one page")
        walk.sees("Read every one")
        walk.clicks(re.compile("^Confirm all"))
        walk.sees("in bulk")


def edits_codebook(walk: Walk) -> None:
    """Define one code and write three of her own."""
    with walk.step("define a code"):
        walk.goes_to("Codebook", "Codebook")
        walk.page.get_by_role("treeitem", name=re.compile("Waiting and arriving")).click()
        walk.writes("Definition", "How long people waited, and whether help came when it was promised.")
        walk.presses("Control+Enter")
        walk.page.get_by_role("treeitem", name=re.compile("How long people waited")).wait_for()
        walk.stands_still()
    for name in OWN_CODES:
        with walk.step(f"write the code {name}"):
            walk.writes("New code", name)
            walk.presses("Enter")
            walk.page.get_by_role("treeitem", name=re.compile(name)).wait_for()
            walk.stands_still()


def opens_desk(walk: Walk) -> None:
    """Go to the first answer at the desk."""
    with walk.step("open the desk"):
        walk.goes_to("Code")
        walk.page.get_by_role("region", name="Coding desk").wait_for()
        walk.stands_still()
        walk.presses("g")
        walk.page.keyboard.type("1")
        walk.presses("Enter")
        desk_shows(walk, 1)


def desk_shows(walk: Walk, number: int) -> None:
    """Wait until the desk shows an answer, by its number."""
    walk.until(f"document.querySelector('.vbd-number')?.textContent.startsWith('answer {number} of')")


def desk_saved(walk: Walk) -> None:
    """Wait until the desk says that everything is saved."""
    walk.until("document.querySelector('.vbd-saved')?.textContent === 'saved'")


def keys_for_thirty(walk: Walk) -> list[list[str]]:
    """Give the keys for 30 answers, an answer each: 40 codings and a step to the next."""
    codes = walk.page.get_by_role("group", name="Codes")
    keys = {
        name: str(codes.get_by_role("button", name=re.compile(name)).get_attribute("aria-keyshortcuts"))
        for name in OWN_CODES
    }
    return [[*(keys[name] for name in names), "Enter"] for names in thirty()]


def thirty() -> Sequence[tuple[str, ...]]:
    """Give the codes of 30 answers in the order they are typed: 40 codings."""
    return [TYPED_CODES[number % len(TYPED_CODES)] for number in range(30)]


def opens_findings(walk: Walk, question: str) -> None:
    """Open the theme table of a question."""
    with walk.step(f"open the findings of {question}"):
        walk.goes_to("Findings", "Findings")
        walk.chooses(question)
        walk.page.get_by_role("table", name=re.compile(re.escape(question))).wait_for()
        walk.stands_still()
