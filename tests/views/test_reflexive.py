"""A reflexive project speaks the language of its method: on no page, in no file and in no help stands a measure of
agreement, a share, or anything that the machine would add."""

import csv
import io
import json
import re
import zipfile

import docx
import openpyxl
import pytest
import streamlit as st
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from pipelines.reading import read_table
from pipelines.survey import guess_plan
from storage import queries
from storage import tables as t
from storage.store import open_store
from tests.app_server import AppServer
from views import navigation
from views.widgets import project_row
from workbench import (
    codebook,
    coded_export,
    compare_readings,
    deciding,
    exchange_data,
    findings,
    memo_export,
    memos,
    orders,
    overview,
    people,
    projects,
    trail,
)
from workbench.ids import new_id
from workbench.importing import import_project
from workbench.projects import NewProject
from workbench.settings import Settings

# A synthetic survey of six people; none of its words is one that is looked for.
SURVEY = """id,team,What is hard?
P1,A,Shifts are long and nobody helps
P2,A,The forms take all evening
P3,B,Long shifts again and again
P4,B,nothing
P5,A,I never know who is on duty
P6,B,There is no quiet room
"""
FOREIGN = re.compile(
    r"%|\bper ?cent|coefficient|kappa|krippendorff|cronbach|suggest|propos|reliab|\bdrift|accura|inter-?(rater|coder)"
    r"|\bprecision",
    re.IGNORECASE,
)
# What the page Settings names all the same: there it is switched on.
SWITCHED_OFF = re.compile(r"agreement|\bmachine", re.IGNORECASE)
APP_TIMEOUT_S = 60

OF_OTHER_WAYS = [words for way in projects.WAYS.values() for words in way]


class Study:
    """A reflexive project on which Ana and Ben have both coded and written."""

    def __init__(self, store):
        self.store = store
        self.ana, self.ben = people.sign_in(store, "Ana"), people.sign_in(store, "Ben")
        table = read_table(SURVEY.encode(), "survey.csv")
        plan = guess_plan(table).with_column("What is hard?", role="open")
        self.id = import_project(store, self.ana, NewProject("Shifts", "reflexive"), table, plan)
        projects.join_project(store, self.id, self.ben)
        work = codebook.add_code(store, self.id, self.ana, "Work without end", theme=True, command_id=new_id())
        alone = codebook.add_code(store, self.id, self.ana, "Left alone", parent=work, command_id=new_id())
        with store.reading() as conn:
            answers = queries.analysed_answers(conn, self.id)
        self.work = work
        self.answers = dict(zip(answers["label"], answers["response_id"], strict=True))
        for coder, person, code in (
            (self.ana, "P1", alone), (self.ben, "P1", work), (self.ana, "P2", work), (self.ben, "P2", work),
            (self.ana, "P3", work), (self.ben, "P6", alone),
        ):  # fmt: skip
            entry = {"id": new_id(), "kind": "apply", "response": self.answers[person], "code": code}
            assert all(told.ok for told in deciding.take(store, self.id, coder, [entry]))
        with store.writing() as conn:  # as if themes had been proposed before the project went on reflexively
            row = {"project_id": self.id, "run_id": "r1", "segment": 0}
            segment = {"response_id": self.answers["P5"], "start": 0, "end": 5, "theme": "", "nearest": ""}
            conn.execute(insert(t.run_segments).values(**row, **segment))
            conn.execute(insert(t.waiting).values(**row, code_id=work, proposal_id="t1", state="waiting"))
        for about, target, words in (
            ("response", self.answers["P1"], "Nobody: the team, or the house?"), ("code", work, "Of one's own accord?"),
            ("project", self.id, "I was a nurse myself."), ("journal", "j" + new_id(), "The forms made me angry."),
        ):  # fmt: skip
            memos.write_memo(store, self.id, self.ana, about, target, words, command_id=new_id())


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reflexive") / "data"
    store = open_store(folder=folder)
    found = Study(store)
    found.folder = folder
    projects.remember_coder(store, found.ana)
    yield found
    store.engine.dispose()


def foreign(words):
    """Give what is found among words, with the words around it; what is in a tag nobody reads."""
    words = re.sub(r"<style.*?</style>|<[^<>]*>", " ", words, flags=re.DOTALL)
    return [words[max(found.start() - 60, 0) : found.end() + 40] for found in FOREIGN.finditer(words)]


def words_of(message):
    """Give every text that a page sends to the browser: labels, helps, options, tables, what components are handed."""
    for field, value in message.ListFields():
        if field.name in ("id", "form_id", "element_id", "script_path", "js_content", "css_content", "url_pathname"):
            continue
        for one in value if field.is_repeated else [value]:
            if hasattr(one, "ListFields"):
                yield from words_of(one)
            elif isinstance(one, str):
                yield from values_in(one) if field.name in ("json", "spec", "mixed") else [one]


def values_in(text):
    """Give the words in what a component is handed; how it names them to itself nobody sees."""
    try:
        given = json.loads(text)
    except ValueError:
        return
    nested = [given]
    for one in nested:  # grows as it is walked
        if isinstance(one, dict | list):
            nested += one.values() if isinstance(one, dict) else one
        elif isinstance(one, str) and not one.startswith("datum."):
            yield one


def all_words(block):
    for element in block.children.values():
        if hasattr(element, "children"):
            if element.proto is not None:
                yield from words_of(element.proto)
            yield from all_words(element)
        elif element.proto is not None:
            yield from words_of(element.proto)


def import_walk(app):
    """Bring a file in, step by step, and give the words of every step."""
    app.file_uploader(key="import_upload").set_value(("survey.csv", SURVEY.encode(), "text/csv")).run()
    texts = list(all_words(app._tree))
    for step in (1, 2, 3):
        app.button(key=f"import_continue_{step}").click().run()
        assert not app.exception
        texts += all_words(app._tree)
    return texts


def test_no_page_of_a_reflexive_project_speaks_of_agreement_shares_or_the_machine(study, monkeypatch, tmp_path):
    monkeypatch.setenv("VERBATIM_DATA_DIR", str(study.folder))
    monkeypatch.setenv("VERBATIM_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("VERBATIM_DATABASE_URL", raising=False)
    st.cache_resource.clear()
    view = overview.overview(study.store, study.id, study.ana)
    app = AppTest.from_file(str(navigation.HERE.parent / "app.py"), default_timeout=APP_TIMEOUT_S)
    app.query_params["project"], app.query_params["coder"] = study.id, study.ana
    app.run()
    team = next(iter(findings.offer(study.store, study.id, study.ana).variables))
    road = [entry for entry, *_ in navigation._road(view)]
    road += [navigation.LOOK_AGAIN, navigation.SETTINGS, navigation.START, navigation.IMPORT]
    looks = [(entry, {}, {}) for entry in road]
    looks += [
        (navigation.FINDINGS, {"findings_by": team}, {}),
        (navigation.FINDINGS, {"code": study.work}, {}),  # over the page, the answers behind a number
        (navigation.CODEBOOK, {"code": study.work}, {}),
        *((navigation.START, {}, {"row_act": act, "row_project": study.id}) for act in project_row.ACTS),
    ]
    found, said = {}, set()
    for entry, query, state in looks:
        app.query_params.clear()
        app.query_params.update({"project": study.id, "coder": study.ana, **query})
        for name, value in state.items():
            app.session_state[name] = value
        app.switch_page(f"views/{entry.file}")
        app.run()
        assert not app.exception
        texts = list(all_words(app._tree))  # the page, the road, and a dialog over them
        if entry is navigation.IMPORT:  # where a way of working is chosen, each is described
            texts = [text for text in (*texts, *import_walk(app)) if text not in OF_OTHER_WAYS]
        said.update(texts)
        found[f"{entry.title} {query} {state}"] = [hit for text in texts for hit in foreign(text)]
        if entry is not navigation.SETTINGS:
            found[entry.title] = [text for text in texts if SWITCHED_OFF.search(text)]
    st.cache_resource.clear()
    # Dialogs are read too.
    assert {"Rename: Shifts", "Delete: Shifts", "Work without end: 3 answers"} <= said
    # The crawl reads what stands in buttons, tables, figures and components.
    assert any(re.search(r"6 people · 1 question · \d of \d coded", text) for text in said)  # the start page
    assert {"Machine-made orders of answers", "n of 6 who answered", "The forms take all evening"} <= said
    assert not {title: hits for title, hits in found.items() if hits}


# Every text and every label in the DOM, shown or hidden, of components too; style sheets and scripts are no words.
WORDS_IN_DOM = """() => {
  const labels = ["aria-label", "aria-description", "aria-valuetext", "title", "placeholder", "alt"];
  const found = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (["STYLE", "SCRIPT", "NOSCRIPT", "LINK"].includes(node.tagName)) return;
      for (const label of labels) if (node.hasAttribute(label)) found.push(node.getAttribute(label));
      for (const [name, value] of Object.entries(node.dataset)) if (name !== "testid") found.push(`${name} ${value}`);
      if ("value" in node) found.push(String(node.value));
      if (node.shadowRoot) walk(node.shadowRoot);
    }
    node.childNodes.forEach(walk);
  };
  walk(document.documentElement);
  return found.filter((text) => text.trim());
}"""
DRAWN = {  # a page with parts that draw themselves in the browser, and a sign that they have
    "code": ".vbd-text", "read": ".vbr-host *", "codebook": ".vbt-row", "findings": ".vbf-host td, .vbf-host button",
}  # fmt: skip


@pytest.mark.browser
def test_nothing_in_the_browser_does_so_either_shown_or_hidden(study, chromium):
    server = AppServer(study.folder)
    page = chromium.new_page()
    view = overview.overview(study.store, study.id, study.ana)
    found, said = {}, set()
    try:
        page.goto(f"{server.start().url}/code?project={study.id}&coder={study.ana}")
        page.locator(".vbd-text").wait_for()
        page.keyboard.press("h")
        page.get_by_role("heading", name="All keys").wait_for()
        said.update(page.evaluate(WORDS_IN_DOM))
        found["all keys"] = [text for text in said if foreign(text) or SWITCHED_OFF.search(text)]
        page.keyboard.press("Escape")
        road = [entry for entry, _, is_reached in navigation._road(view) if is_reached]
        for entry in (*road, navigation.SETTINGS, navigation.START, navigation.IMPORT):
            page.locator(f'[data-testid=stSidebar] a[href^="{entry.path}?"]').click()
            page.wait_for_function(
                "path => location.pathname.endsWith(path) && !document.querySelector('[data-testid=stStatusWidget]')"
                " && !document.querySelector('[data-stale=true]')",
                arg=f"/{entry.path}",
            )
            page.locator(DRAWN.get(entry.path, "h1")).first.wait_for()
            texts = page.evaluate(WORDS_IN_DOM)
            said.update(texts)
            found[entry.title] = [hit for text in texts for hit in foreign(text)]
            if entry not in (navigation.SETTINGS, navigation.IMPORT):
                found[entry.title] += [text for text in texts if SWITCHED_OFF.search(text)]
    finally:
        page.close()
        server.kill()
    assert {"Give the code that has this key, or take it off again", "The forms take all evening", "Codes"} <= said
    assert not {title: hits for title, hits in found.items() if hits}


def test_no_file_of_a_reflexive_project_holds_agreement_shares_or_what_the_machine_said(study):
    store, project = study.store, study.id
    settings = Settings(data_dir=study.folder, cache_dir=study.folder)
    orders.choose(store, settings, project, study.ana, "random", command_id=new_id())  # so that orders.csv is there
    offer = findings.offer(store, project, study.ana)
    question = next(iter(offer.questions))
    choices = [findings.Choice(question=question, coder=study.ana)]
    choices += [findings.Choice(question=question, coder=study.ana, variable=name) for name in offer.variables]
    files = {
        "coded.csv": coded_export.coded_csv(store, project, study.ana),
        "coded.xlsx": coded_export.coded_xlsx(store, project, study.ana),
        "material.zip": exchange_data.export_material(store, project),
        "memos.docx": memo_export.memos_docx(store, project),
        "memos.html": memo_export.memos_html(store, project),
        "record.csv": trail.export_trail(store, project, study.ana),
        **{f"codebook.{kind}": codebook.export_codebook(store, project, kind) for kind in ("yaml", "csv")},
    }
    for number, choice in enumerate(choices):
        for form in (*findings.FORMS, *(["svg"] if not choice.variable else [])):
            files[f"findings{number}.{form}"] = findings.write_findings(store, project, choice, form)
    for form in findings.WHOLE_FILES:
        files[f"themes.{form}"] = findings.write_all_questions(store, project, choices[0], form)
    read = {name: "\n".join(words_in(name, data)) for name, data in files.items()}
    assert all(len(words) > 20 for words in read.values())
    found = {name: foreign(words) for name, words in read.items()}
    assert not {name: hits for name, hits in found.items() if hits}


def words_in(name, data):
    """Give the words of a file as its reader sees them."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for inner in archive.namelist():
                yield from words_in(inner, archive.read(inner))
    elif name.endswith(".xlsx"):
        for sheet in openpyxl.load_workbook(io.BytesIO(data)):
            yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)
    elif name.endswith(".docx"):
        document = docx.Document(io.BytesIO(data))
        yield from (paragraph.text for paragraph in document.paragraphs)
        yield from (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    elif name.endswith((".html", ".svg")):
        yield re.sub(r"<style.*?</style>|<[^>]*>", " ", data.decode(), flags=re.DOTALL)
    elif name.endswith(".tex"):
        yield re.sub(r"(?<!\\)%", "", data.decode())  # what LaTeX takes for a comment sign
    elif name == "record.csv":  # payloads are proof to the letter: their fields are called as in every project
        for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"))):
            yield from (value for column, value in row.items() if column != "payload")
            yield from values_in(row["payload"])
    else:
        yield data.decode()


def test_readings_of_an_answer_stand_beside_each_other_ones_own_first(study):
    found = compare_readings.open_dialogue(study.store, study.id, study.ben)
    assert found.text == "Shifts are long and nobody helps" and not found.before
    assert [(one.coder, one.mine, [code.name for code in one.codes]) for one in found.readings] == [
        ("Ben", True, ["Work without end"]), ("Ana", False, ["Left alone"]),
    ]  # fmt: skip
    assert found.readings[1].note.words == "Nobody: the team, or the house?"
    second = compare_readings.open_dialogue(study.store, study.id, study.ben, found.after)
    assert second.text == "The forms take all evening" and (second.before, second.after) == (found.response_id, "")
