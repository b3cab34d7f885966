"""What happened to the project as a whole, in words."""

import json

from codebooks.scale_text import scoring_from
from codebooks.scales import Scoring
from coding import project_events as project
from coding.roles import Role
from pipelines.exclusions import LABELS
from workbench.projects import WAYS
from workbench.sentences.saying import Names, listed, quoted, says

PROJECT_SWITCHES = {
    ("reading", "done"): "marked the answers as read",
    ("reading", ""): "no longer marked the answers as read",
    ("names_out", "out"): "said that names and contacts are out of the answers",
    ("names_out", "still_in"): "said that some names or contacts are still in the answers",
    ("alike", ""): "let the desk offer to code identical answers alike",
    ("alike", "never"): "had identical answers coded each by itself",
    ("unit", ""): "set codes to go on any words of an answer",
    ("unit", "sentence"): "set codes to go on whole sentences",
    ("unit", "response"): "set codes to go on whole answers",
    ("names_out", ""): "took back what was said about names and contacts",
    ("suggest", ""): "had suggestions shown once the coder has decided",
    ("suggest", "off"): "switched suggestions off",
    ("suggest", "before"): "had suggestions shown with the answer",
    ("suggest", "random"): "had the lot decide which answers show suggestions",
}


@says(project.ProjectStarted)
def _(event: project.ProjectStarted, names: Names) -> str:
    way = WAYS[event.way][0].casefold() if event.way in WAYS else event.way
    return f"started the project {names.text(event.name)} as {way}"


@says(project.CoderJoined)
def _(event: project.CoderJoined, names: Names) -> str:
    return f"entered {names.coder(event.coder)} as {Role(event.role).value}"


@says(project.RoleGiven)
def _(event: project.RoleGiven, names: Names) -> str:
    who = names.coder(event.coder)
    if not event.after:
        return f"took {who} out of the project, whose codings stay"
    return f"made {who} {event.after}" if event.before else f"took {who} in again as {event.after}"


@says(project.ResponsesImported)
def _(event: project.ResponsesImported, names: Names) -> str:
    left_out = sum(n for _, n in event.excluded)
    out = f", {left_out:,} left out" if left_out else ""
    return f"brought in {event.responses:,} answers of {event.received:,} people{out}"


@says(project.ProjectChanged)
def _(event: project.ProjectChanged, names: Names) -> str:
    if event.setting == "name":
        return f"renamed the project from {names.text(event.before)} to {names.text(event.after)}"
    if event.setting == "way":
        before, after = (quoted(WAYS[way][0]) if way in WAYS else quoted(way) for way in (event.before, event.after))
        return f"changed the way of working from {before} to {after}"
    if event.setting == "parts":
        before_parts, after_parts = event.before.split(), event.after.split()
        on = [part for part in after_parts if part not in before_parts]
        off = [part for part in before_parts if part not in after_parts]
        switched = [f"{word} {listed(parts)}" for word, parts in (("on", on), ("off", off)) if parts]
        return f"switched {' and '.join(switched)}"
    if event.setting == "audit":
        return f"set the random share of orders made by the machine to {event.after or project.AUDIT}%"
    known = PROJECT_SWITCHES.get((event.setting, event.after))
    return known or f"changed the setting {quoted(event.setting)} to {quoted(event.after)}"


@says(project.ExclusionSwitched)
def _(event: project.ExclusionSwitched, names: Names) -> str:
    rule = LABELS.get(event.rule, event.rule).partition(":")[0]
    return f"switched {'on' if event.after else 'off'} the rule that leaves people out: {quoted(rule)}"


@says(project.VariableDefined)
def _(event: project.VariableDefined, names: Names) -> str:
    text = names.texts.get(event.after or event.before, "")
    name = quoted(str(json.loads(text).get("name", ""))) if text.startswith("{") else "that was erased"
    act = "took away" if not event.after else "changed" if event.before else "defined"
    return f"{act} the closed question {name}"


@says(project.ScaleScored)
def _(event: project.ScaleScored, names: Names) -> str:
    before, after = _scoring(event.before, names), _scoring(event.after, names)
    if before and not after:
        return f"no longer scores {quoted(before.scale.name)}"
    if not after:
        return "set how a scale is scored that was erased"
    cuts = f"with the {after.cut_set.name}" if after.cut_set else "without cuts"
    rule = "the person’s mean standing for missing items" if after.missing == "person_mean" else "all items needed"
    act = "changed how to score" if before else "scored"
    return f"{act} {quoted(after.scale.name)} {cuts}, {rule}"


def _scoring(text_id: str, names: Names) -> Scoring | None:
    text = names.texts.get(text_id, "")
    return scoring_from(text) if text else None


@says(project.CommandUndone)
def _(event: project.CommandUndone, names: Names) -> str:
    return names.commands.get(event.command, "took an earlier decision back")
