"""Tables to LaTeX: booktabs rules, longtable, every special character escaped.

The document compiles as it stands with pdfLaTeX, LuaLaTeX or XeLaTeX; to put a table into a paper, copy what stands
between the two marks and the packages above. pdfLaTeX has no glyphs for most of the world's characters: there such a
character is printed as its number, for example [U+1F600]. LuaLaTeX with a font that has them prints them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reports.model import Stamp, Table
from reports.printed import Printed, PrintedRow, printed

ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "-": r"-{}",  # no ligature: -- stays two hyphens
    "[": r"{[}",  # never an option of the command before it
    "]": r"{]}",
    "\u2212": r"\ensuremath{-}",
    "α": r"\ensuremath{\alpha}",
    "η": r"\ensuremath{\eta}",
    "φ": r"\ensuremath{\phi}",
    "χ": r"\ensuremath{\chi}",
    "\u00a0": "~",
}
# What pdfLaTeX's T1 and TS1 fonts hold: Latin-1, Western and Central European letters, quotation marks and dashes.
_KNOWN_TO_PDFTEX = frozenset(
    [chr(point) for point in range(0x20, 0x7F)]
    + [chr(point) for point in range(0xA1, 0x100)]
    + list("ĂăĄąĆćČčĎďĐđĘęĚěĞğĹĺĽľŁłŃńŇňŐőŒœŔŕŘřŚśŞşŠšŢţŤťŮůŰűŸŹźŻżŽž")
    + list("–—‘’‚“”„†‡•…‰‹›€™")
)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
INDENT_EM = 1.0  # per level of the codebook
PREAMBLE = r"""% Compile twice, so that the column widths settle.
\documentclass[11pt,a4paper]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\else
  \usepackage{fontspec}
\fi
\usepackage[margin=20mm]{geometry}
\usepackage{array,booktabs,longtable,pdflscape,caption}
\captionsetup{labelfont=bf,textfont=it,labelsep=newline,justification=raggedright,singlelinecheck=false}
"""


def write_latex(tables: Sequence[Table], stamp: Stamp) -> bytes:
    """All tables as one LaTeX document in UTF-8."""
    forms = [printed(table, stamp) for table in tables]
    bodies = [_table(form, table.name) for form, table in zip(forms, tables, strict=True)]
    fallbacks = _fallbacks("".join(bodies))
    parts = [PREAMBLE, fallbacks, "\\begin{document}\n", *bodies, "\\end{document}\n"]
    return "".join(parts).encode("utf-8")


def escape(text: str) -> str:
    r"""Text as LaTeX prints it, letter by letter.

    >>> print(escape("50% of {us} & C:\\temp_1"))
    50\% of \{us\} \& C:\textbackslash{}temp\_1
    """
    return "".join(ESCAPES.get(character, character) for character in _UNSEEN.sub("", text))


def _table(form: Printed, name: str) -> str:
    label = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "table"
    head = " & ".join(_cell(column.lines) for column in form.columns) + r" \\"
    # The caption stands before the table: inside, longtable measures it as one overfull line. The star keeps the
    # table from being numbered a second time.
    lines = [
        f"% ---- begin table {label}",
        *([r"\begin{landscape}"] if form.wide else []),
        rf"\begingroup\{'scriptsize' if form.small else 'footnotesize'}\renewcommand{{\arraystretch}}{{1.2}}",
        r"\setlength{\tabcolsep}{3pt}",
        r"\setlength{\LTleft}{0pt}\setlength{\LTright}{0pt}\setlength{\LTpre}{\smallskipamount}",
        rf"\captionof{{table}}{{{escape(form.title)}}}\label{{tab:{label}}}\nopagebreak",
        rf"\begin{{longtable*}}{{@{{}}{_specification(form)}@{{}}}}",
        r"\toprule",
        head,
        r"\midrule",
        r"\endhead",
        r"\bottomrule",
        r"\endlastfoot",
        *(_row(row) for row in form.rows),
        r"\end{longtable*}",
        rf"\noindent\textit{{Note.}} {escape(form.note)}\par",
        r"\endgroup",
        *([r"\end{landscape}"] if form.wide else []),
        f"% ---- end table {label}",
        "",
    ]
    return "\n".join(lines)


def _specification(form: Printed) -> str:
    gaps = 2 * (len(form.columns) - 1)
    parts = []
    for place, column in enumerate(form.columns):
        # Words after a column of numbers start a little further right, or the two read as one.
        side = "raggedleft" if column.numeric else "raggedright" + (r"\leftskip=.7em" if place else "")
        share = column.width / form.width
        width = rf"\dimexpr {share:.4f}\linewidth-{share * gaps:.4f}\tabcolsep\relax"
        parts.append(rf">{{\{side}\arraybackslash}}p{{{width}}}")
    return "".join(parts)


def _row(row: PrintedRow) -> str:
    first = _cell(row.cells[0])
    if row.strong:
        first = rf"\textbf{{{first}}}"
    if row.level:
        first = rf"\leftskip={INDENT_EM * row.level:g}em {first}"
    return " & ".join([first, *(_cell(lines) for lines in row.cells[1:])]) + r" \\"


def _cell(lines: Iterable[str]) -> str:
    # \linebreak, not \newline: this one would push a right-aligned line to the left.
    return r" \linebreak ".join(escape(line) or r"\mbox{}" for line in lines)


def _fallbacks(text: str) -> str:
    """For pdfLaTeX, what to print for characters that its fonts lack."""
    unknown = sorted({character for character in text if character not in _KNOWN_TO_PDFTEX and character != "\n"})
    if not unknown:
        return ""
    lines = [rf"  \DeclareUnicodeCharacter{{{ord(c):04X}}}{{[U+{ord(c):04X}]\allowbreak{{}}}}" for c in unknown]
    return "\n".join([r"\ifPDFTeX", *lines, r"\fi", ""])
