"""What every session shares: the settings, the open store, and the tables that cost most to make."""

from dataclasses import replace

import streamlit as st

from coding.agreement.result import Agreement
from reports.model import Stamp, Table
from storage.store import Store
from workbench import codings_file, finding, findings, meaning, older_codings, round_agreement, scale_tables
from workbench.coded_alone import Alone, coded_alone
from workbench.codings_file import CodingsFile, FileResults
from workbench.finding import Found, SearchedAnswers
from workbench.meaning import ReadAnswers, Reads
from workbench.older_codings import OlderCounts
from workbench.record_numbers import stamp_for
from workbench.round_agreement import RoundResults
from workbench.round_material import Material, read_material
from workbench.scale_tables import ScaleView
from workbench.search_terms import Wanted
from workbench.settings import Settings

TABLES_KEPT = 32
READINGS_KEPT = 2  # projects whose vectors are held: some 150 MB for 100,000 answers
FILES_KEPT = 2  # files of codings whose results are held
PROJECTS_KEPT = 4  # whose texts are held for searching: some 40 MB for 100,000 answers


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Give the settings, read once."""
    return Settings.from_environment()


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Give the open store."""
    return settings().open()


def findings_table(project_id: str, choice: findings.Choice, reader: str) -> tuple[Table, Stamp]:
    """Give a table of findings; it is made once for each state of the record, its stamp is for who reads it."""
    table, stamp = _table(project_id, findings.record_number(store(), project_id), choice)
    return table, stamp_for(store(), project_id, stamp, reader)


@st.cache_resource(show_spinner=False, max_entries=TABLES_KEPT)
def _table(project_id: str, record_number: int, choice: findings.Choice) -> tuple[Table, Stamp]:
    """Make a table: a value that nobody can change, so that all sessions may share it."""
    del record_number  # it only tells one state from the next
    return findings.findings_table(store(), project_id, choice, reader=None)


def searched_answers(project_id: str) -> SearchedAnswers:
    """Give a project's texts for searching; they are read once for all searches, until an import changes them."""
    return _searched_answers(project_id, finding.corpus_state(store(), project_id))


@st.cache_resource(show_spinner=False, max_entries=PROJECTS_KEPT)
def _searched_answers(project_id: str, state: str) -> SearchedAnswers:
    del state
    return finding.read_answers(store(), project_id)


def found_answers(project_id: str, coder_id: str, wanted: Wanted) -> Found:
    """Give what a search finds; it is looked for once for each state of the record, however often boxes are checked."""
    return _found_answers(project_id, findings.record_number(store(), project_id), coder_id, wanted)


@st.cache_resource(show_spinner=False, max_entries=TABLES_KEPT)
def _found_answers(project_id: str, record_number: int, coder_id: str, wanted: Wanted) -> Found:
    del record_number
    return finding.find(store(), project_id, coder_id, wanted, searched_answers(project_id))


def older_counts(project_id: str, coder_id: str) -> OlderCounts:
    """Give how many codings were made with an older definition, counted once for each state of the record."""
    return _older_counts(project_id, findings.record_number(store(), project_id), coder_id)


@st.cache_resource(show_spinner=False, max_entries=TABLES_KEPT)
def _older_counts(project_id: str, record_number: int, coder_id: str) -> OlderCounts:
    del record_number
    return older_codings.counts(store(), project_id, coder_id)


@st.cache_resource(show_spinner=False, max_entries=READINGS_KEPT)
def answers_read(project_id: str, state: str) -> ReadAnswers:
    """Give the vectors of the answers that the language model has read; `state` tells one reading from the next."""
    del state
    return meaning.read_by_model(store(), settings(), project_id)


@st.cache_resource(show_spinner="Loading the language model, once …")
def model_reader() -> Reads:
    """Give what turns a sentence into a vector: the language model, loaded when it is first asked for."""
    return meaning.model_reader(settings())


def scale_view(project_id: str, scale_id: str, by: str, reader: str) -> ScaleView:
    """Give the table of a scored scale; it is made once for each state of the record, its stamp is for who reads it."""
    view = _scale_view(project_id, findings.record_number(store(), project_id), scale_id, by)
    return replace(view, stamp=stamp_for(store(), project_id, view.stamp, reader))


@st.cache_resource(show_spinner=False, max_entries=TABLES_KEPT)
def _scale_view(project_id: str, record_number: int, scale_id: str, by: str) -> ScaleView:
    """Make a scale's table, which all sessions share as they share the others."""
    del record_number
    return scale_tables.view_scale(store(), project_id, scale_id, by, reader=None)


def round_results(project_id: str, round_id: str, level: str = "code", *, follow_merges: bool = False) -> RoundResults:
    """Give the agreement of a revealed round, computed once: nothing that happens later changes it.

    Only codes merged since can, where they are asked for.
    """
    state = findings.record_number(store(), project_id) if follow_merges else 0
    return _round_results(project_id, round_id, level, follow_merges, state)


@st.cache_resource(show_spinner="Computing agreement …", max_entries=TABLES_KEPT)
def _round_results(project_id: str, round_id: str, level: str, follow_merges: bool, state: int) -> RoundResults:
    del state
    return round_agreement.round_results(store(), project_id, round_id, "", level, follow_merges=follow_merges)


@st.cache_resource(show_spinner=False, max_entries=TABLES_KEPT)
def alone_in_round(project_id: str, round_id: str) -> Alone:
    """Give how many answers of a revealed round were coded alike, counted once: nothing later changes it."""
    return coded_alone(store(), project_id, round_id)


@st.cache_resource(show_spinner="Computing agreement …", max_entries=FILES_KEPT)
def file_results(wanted: CodingsFile) -> FileResults:
    """Give the agreement of a file, computed once for what was chosen."""
    return codings_file.read_codings(wanted)


@st.cache_resource(show_spinner="Comparing passages …", max_entries=FILES_KEPT)
def file_passages(wanted: CodingsFile) -> dict[str, Agreement]:
    """Give agreement on the passages of a file, computed when it is first asked for."""
    return file_results(wanted).passages()


def round_material(project_id: str, coder_id: str) -> Material:
    """Give what a round is planned from; it is read once for each state of the record, whatever the form says."""
    return _round_material(project_id, findings.record_number(store(), project_id), coder_id)


@st.cache_resource(show_spinner=False, max_entries=PROJECTS_KEPT)
def _round_material(project_id: str, record_number: int, coder_id: str) -> Material:
    del record_number
    return read_material(store(), project_id, coder_id)
