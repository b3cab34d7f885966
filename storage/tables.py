"""The tables. Four kinds, told apart because they are trusted differently:

* the record (`project_head`, `audit_log`, `bodies`): append-only truth;
* projections: drawn from the record, rebuilt from it at any time;
* the corpus (imports, questions, respondents, responses) and machine runs: ordinary rows, never rewritten;
* housekeeping: coders, jobs, settings, deleted projects.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, String(64), primary_key=key, nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _count(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=key, nullable=False, server_default=None if key else "0")


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default="0")


# the record

project_head = Table("project_head", metadata, _id("project_id", key=True), _count("seq"), _id("digest"))
audit_log = Table(
    "audit_log",
    metadata,
    Column("project_id", String(64), ForeignKey("project_head.project_id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _text("at"),
    _id("actor"),
    _id("command_id"),
    _count("part"),
    _id("kind"),
    _count("version"),
    _text("payload"),
    _id("digest"),
    UniqueConstraint("project_id", "command_id", "part"),
)
bodies = Table("bodies", metadata, _id("project_id", key=True), _id("id", key=True), _text("salt"), _text("text"))

# projections

projects = Table(
    "projects",
    metadata,
    _id("project_id", key=True),
    _id("name"),
    _id("owner"),
    _text("started_at"),
    _id("way"),
    _text("parts"),
    _text("names_out"),
    _text("reading"),
    _text("unit"),
    _text("suggest"),
    _text("audit"),
    _text("alike"),
    _count("codebook_version"),
)
members = Table("members", metadata, _id("project_id", key=True), _id("coder_id", key=True), _id("role"))
commands = Table(
    "commands",
    metadata,
    _id("project_id", key=True),
    _id("command_id", key=True),
    _id("actor"),
    _id("scope"),
    _count("first_seq"),
    _count("last_seq"),
    _id("undoes"),
    _id("undone_by"),
    Index("ix_commands_stack", "project_id", "actor", "scope", "first_seq"),
)
variables = Table("variables", metadata, _id("project_id", key=True), _id("variable_id", key=True), _id("definition"))
scales = Table("scales", metadata, _id("project_id", key=True), _id("scale_id", key=True), _id("scoring"))
exclusions = Table("exclusions", metadata, _id("project_id", key=True), _id("rule", key=True), _flag("active"))
dispositions = Table(
    "dispositions",
    metadata,
    _id("project_id", key=True),
    _id("response_id", key=True),
    _id("disposition"),
    _id("coder_id"),
)
codes = Table(
    "codes",
    metadata,
    _id("project_id", key=True),
    _id("code_id", key=True),
    _id("name"),
    _id("definition"),
    _id("include"),
    _id("exclude"),
    _id("examples"),
    _id("parent"),
    _count("colour"),
    _count("position"),
    _text("questions"),
    _flag("theme"),
    _id("level"),
    _flag("retired"),
    _id("merged_into"),
    _id("resolved"),
    _id("origin"),
)
codebook_versions = Table(
    "codebook_versions",
    metadata,
    _id("project_id", key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    _count("seq"),
    _text("at"),
    _count("codes"),
    _id("snapshot"),
)
codings = Table(
    "codings",
    metadata,
    _id("project_id", key=True),
    _id("coding_id", key=True),
    _id("response_id"),
    _count("start"),
    _count("end"),
    _id("code_id"),
    _id("coder_id"),
    _id("origin"),
    _count("codebook_version"),
    _id("run_id"),
    _id("proposal_id"),
    _text("at"),
    CheckConstraint('start < "end" AND start >= 0', name="span_not_empty"),
    UniqueConstraint("project_id", "coder_id", "response_id", "code_id", "start", "end"),
    Index("ix_codings_code", "project_id", "code_id"),
)
marks = Table(
    "marks",
    metadata,
    _id("project_id", key=True),
    _id("coder_id", key=True),
    _id("response_id", key=True),
    _id("mark", key=True),
)
memos = Table(
    "memos",
    metadata,
    _id("project_id", key=True),
    _id("coder_id", key=True),
    _id("about", key=True),
    _id("target", key=True),
    _id("memo"),
    _text("links"),
    _text("written"),
    _text("at"),
)
readings = Table(
    "readings",
    metadata,
    _id("project_id", key=True),
    _id("coder_id", key=True),
    _id("response_id", key=True),
    _text("at"),
)
orders = Table(
    "orders",
    metadata,
    _id("project_id", key=True),
    _id("order_id", key=True),
    _id("coder_id"),
    _id("kind"),
    _id("question_id"),
    _id("about"),
    _text("params"),
    _count("drawn"),
    _count("seq"),
    _text("at"),
)
suggestions = Table(
    "suggestions",
    metadata,
    _id("project_id", key=True),
    _id("coder_id", key=True),
    _id("response_id", key=True),
    _id("code_id", key=True),
    _count("rank"),
    _text("probability"),
    _flag("shown"),
    _id("moment"),
    _id("outcome"),
    _id("model"),
    _text("at"),
)
filters = Table(
    "filters",
    metadata,
    _id("project_id", key=True),
    _id("filter_id", key=True),
    _id("name"),
    _id("terms"),
    _id("coder_id"),
    _text("at"),
)
quotes = Table(
    "quotes",
    metadata,
    _id("project_id", key=True),
    _id("code_id", key=True),
    _id("response_id", key=True),
    _count("start", key=True),
    _count("end", key=True),
    _id("coder_id"),
)
proposals = Table(
    "proposals",
    metadata,
    _id("project_id", key=True),
    _id("run_id", key=True),
    _id("proposal_id", key=True),
    _id("status"),
    _id("name"),
    _id("code_id"),
    _id("into"),
    _id("part_of"),
)
placements = Table(
    "placements",
    metadata,
    _id("project_id", key=True),
    _id("run_id", key=True),
    _count("segment", key=True),
    _id("proposal_id"),
)
waiting = Table(
    "waiting",
    metadata,
    _id("project_id", key=True),
    _id("code_id", key=True),
    _id("run_id", key=True),
    _count("segment", key=True),
    _id("proposal_id"),
    _id("state"),
)
rounds = Table(
    "rounds",
    metadata,
    _id("project_id", key=True),
    _id("round_id", key=True),
    _count("number"),
    _id("kind"),
    _id("name"),
    _id("state"),
    _id("plan"),
    _count("codebook_version"),
    _id("reference"),
    _text("thresholds"),
    _flag("names_hidden"),
    _count("opened_seq"),
    _count("revealed_seq"),
    _text("at"),
    UniqueConstraint("project_id", "number"),
)
round_coders = Table(
    "round_coders",
    metadata,
    _id("project_id", key=True),
    _id("round_id", key=True),
    _id("coder_id", key=True),
    _count("position"),
    _count("submitted_seq"),
    _text("submitted_at"),
)
# What is coded in a round, apart from all other codings: read by `storage.queries.rounds` alone, which asks who reads.
round_codings = Table(
    "round_codings",
    metadata,
    _id("project_id", key=True),
    _id("coding_id", key=True),
    _id("round_id"),
    _count("again"),
    _id("response_id"),
    _count("start"),
    _count("end"),
    _id("code_id"),
    _id("coder_id"),
    _id("origin"),
    _count("codebook_version"),
    _id("run_id"),
    _id("proposal_id"),
    _text("at"),
    CheckConstraint('start < "end" AND start >= 0', name="span_not_empty"),
    UniqueConstraint(
        "project_id", "round_id", "coder_id", "response_id", "again", "code_id", "start", "end",
        name="uq_round_codings_one_code_on_one_span",
    ),
)  # fmt: skip
round_marks = Table(
    "round_marks",
    metadata,
    _id("project_id", key=True),
    _id("round_id", key=True),
    _id("coder_id", key=True),
    _id("response_id", key=True),
    _count("again", key=True),
    _id("mark", key=True),
)
consensus = Table(
    "consensus",
    metadata,
    _id("project_id", key=True),
    _id("round_id", key=True),
    _id("response_id", key=True),
    _text("codes"),
    _id("rule"),
    _id("reason"),
    _id("note"),
    _text("dissent"),
    _id("adjudicator"),
    _text("at"),
)

# the corpus

imports = Table(
    "imports",
    metadata,
    _id("project_id", key=True),
    _id("import_id", key=True),
    _text("file_name"),
    _id("file_sha256"),
    _text("at"),
    _count("seq"),
    _text("plan"),
    _text("flow"),
)
questions = Table(
    "questions",
    metadata,
    _id("project_id", key=True),
    _id("question_id", key=True),
    _text("name"),
    _text("wording"),
    _count("position"),
)
respondents = Table(
    "respondents",
    metadata,
    _id("project_id", key=True),
    _id("respondent_id", key=True),
    _text("label"),
    _count("row"),
    _text("flags"),
    _id("excluded"),
    _text("closed"),
    _count("appeared"),
    Column("vanished", Integer, nullable=True),
)
responses = Table(
    "responses",
    metadata,
    _id("project_id", key=True),
    _id("response_id", key=True),
    _id("respondent_id"),
    _id("question_id"),
    _count("position"),
    _text("label"),
    _text("text"),
    _id("text_sha256"),
    _id("disposition"),
    _count("copies"),
    _count("appeared"),
    Column("vanished", Integer, nullable=True),
    Index("ix_responses_order", "project_id", "question_id", "position"),
    Index("ix_responses_text_sha256", "project_id", "text_sha256"),
    ForeignKeyConstraint(["project_id", "respondent_id"], ["respondents.project_id", "respondents.respondent_id"]),
)

# machine runs

runs = Table(
    "runs",
    metadata,
    _id("project_id", key=True),
    _id("run_id", key=True),
    _text("at"),
    _text("questions"),
    _text("recipe"),
    _text("run"),
    _count("n_segments"),
)
run_themes = Table(
    "run_themes",
    metadata,
    _id("project_id", key=True),
    _id("run_id", key=True),
    _id("theme", key=True),
    _text("label"),
    _text("terms"),
    _count("n_responses"),
    _count("n_segments"),
    _text("stability"),
    _text("central"),
    _text("border"),
    _text("close_to"),
    _flag("split_hint"),
)
run_segments = Table(
    "run_segments",
    metadata,
    _id("project_id", key=True),
    _id("run_id", key=True),
    _count("segment", key=True),
    _id("response_id"),
    _count("start"),
    _count("end"),
    _id("theme"),
    _id("nearest"),
    _text("confidence"),
    _text("x"),
    _text("y"),
    _count("half"),
)

# answers as they were drawn into an order, with how likely each was to be drawn there

order_places = Table(
    "order_places",
    metadata,
    _id("project_id", key=True),
    _id("order_id", key=True),
    _count("position", key=True),
    _id("response_id"),
    _id("source"),
    _text("probability"),
    Index("ix_order_places_response", "project_id", "response_id"),
)

# answers as they were handed to the coders of a round, in the order in which each meets them

assignments = Table(
    "assignments",
    metadata,
    _id("project_id", key=True),
    _id("round_id", key=True),
    _id("coder_id", key=True),
    _count("position", key=True),
    _id("response_id"),
    _count("again"),
    _text("stratum"),
    _text("probability"),
    Index("ix_assignments_response", "project_id", "coder_id", "response_id"),
)

# housekeeping

coders = Table("coders", metadata, _id("coder_id", key=True), _text("name"), _text("since"))
jobs = Table(
    "jobs",
    metadata,
    _id("job_id", key=True),
    _id("project_id"),
    _id("kind"),
    _text("params"),
    _id("status"),
    _text("stage"),
    _count("share"),
    _text("message"),
    _text("created_at"),
    _text("started_at"),
    _text("ended_at"),
    _text("beat_at"),
    _id("worker"),
    _flag("cancel"),
    _count("attempts"),
    _id("result"),
    Index("ix_jobs_status", "status"),
)
settings = Table("settings", metadata, _id("key", key=True), _text("value"))
deleted_projects = Table(
    "deleted_projects",
    metadata,
    _id("project_id", key=True),
    _text("at"),
    _id("actor"),
    _count("seq"),
    _id("digest"),
)

PROJECTIONS = (
    projects, members, commands, variables, scales, exclusions, dispositions, codes, codebook_versions, codings, marks,
    memos, readings, orders, suggestions, filters, quotes, proposals, placements, waiting, rounds,
    round_coders, round_codings, round_marks, consensus,
)  # fmt: skip
CORPUS = (imports, questions, responses, respondents, order_places, assignments, run_segments, run_themes, runs)
RECORD = (audit_log, bodies, project_head)
