"""Figures: the theme table as bars with intervals, on the page and as a file.

Each bar has its name above it and its number at the right, so that long names need no margin and the figure reads on
a telephone. Bars are see-through and intervals lie over them in full colour: both show on white and on black.
"""

from __future__ import annotations

import textwrap
from typing import Any, Literal, cast

import altair as alt
import pandas as pd

from reports.errors import NothingToDraw
from reports.formats import percent
from reports.model import Table

ACCENT = "#2a7fb8"  # 4.3:1 on white and 4.4:1 on Streamlit's dark ground
INK_LIGHT, INK_DARK = "#262730", "#fafafa"  # text on light and on dark ground
LINE, BAR, GAP, LABEL_GAP = 17, 12, 14, 4  # pixels
NAME_CHARACTERS = 34  # a line of a name beside its number in 340 pixels
FILE_WIDTH = 640  # pixels at 96 per inch: 6.7 inches, the width of a page's text
PIXELS_PER_INCH, POINTS_PER_INCH = 96, 72
INDENT = 12  # pixels per level of the codebook


def prevalence_chart(
    table: Table,
    *,
    ink: str = INK_LIGHT,
    font: str = "sans-serif",
    levels: int | None = None,
    width: int | Literal["container"] = "container",
) -> alt.LayerChart:
    """Bars of a theme table in its order, each with its interval, name, n and percentage; of n where it has no other.

    Parameters
    ----------
    table : of :func:`reports.prevalence.theme_table`; without its intervals no whiskers are drawn
    ink, font : colour and typefaces of the text; `INK_DARK` on dark ground
    levels : how many levels of the codebook to show, 1 for the top alone; all when None
    width : pixels, or 'container' to fill the page

    Raises
    ------
    NothingToDraw
        When nothing is coded yet or nobody is in the base.
    """
    frame = _bars(table, levels)
    height = float(frame["bottom"].max()) + GAP / 2
    shares = any(column.kind == "percent" for column in table.columns)
    rows: Any = alt.Y("bar_top:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False))
    interval = next((column.label for column in table.columns if column.key == "interval"), "")
    end = _end_of_axis(float(frame["high"].max())) if shares else table.base_n
    axis = alt.X(
        "length:Q",
        title=f"% of {table.base_label}, {interval}".removesuffix(", ") if shares else f"n of {table.base_label}",
        scale=alt.Scale(domain=[0, end], nice=False),
        axis=alt.Axis(tickCount=5, tickMinStep=1, gridColor=ink, gridOpacity=0.12, domain=False, ticks=False),
    )
    tips = [
        alt.Tooltip("name:N", title="Theme"),
        alt.Tooltip("n:Q", title="n"),
        *([alt.Tooltip("shown:N", title="%")] if shares else []),
        *([alt.Tooltip("interval:N", title=interval)] if interval else []),
    ]
    base = alt.Chart(frame)
    bars = base.mark_rect(color=ACCENT, opacity=0.35).encode(
        x=alt.X("zero:Q"), x2="length:Q", y=rows, y2="bottom:Q", tooltip=tips
    )
    ends = base.mark_rule(color=ACCENT, strokeWidth=2.5).encode(x=axis, y=rows, y2="bottom:Q")
    whiskers = base.mark_rule(color=ACCENT, strokeWidth=1.5).encode(
        x="low:Q", x2="high:Q", y="middle:Q", tooltip=tips
    )
    # Plotted at a fixed place, so that names start at the left edge whatever the axis says.
    text: dict[str, Any] = {"baseline": "top", "fontSize": 13, "lineHeight": LINE, "color": ink}
    names = [
        base.transform_filter(f"datum.level == {level}")
        .mark_text(align="left", lineBreak="\n", dx=INDENT * level, fontWeight="normal" if level else 600, **text)
        .encode(x=alt.value(0), y="top:Q", text="label:N")
        for level in sorted(set(frame["level"]))
    ]
    numbers = base.mark_text(align="right", **text).encode(x=alt.value(alt.expr("width")), y="top:Q", text="number:N")
    marks = [bars, ends, whiskers] if interval else [bars, ends]
    chart = alt.layer(*marks, *names, numbers).properties(
        width=width, height=height, description=f"{table.title}. {' '.join(table.notes)}", background="transparent",
        # The height is that of the bars: a page that fits the axis into it too would push names onto bars.
        **({"autosize": alt.AutoSizeParams(type="fit-x", contains="padding")} if width == "container" else {}),
    )  # fmt: skip
    styled = chart.configure_axis(
        labelColor=ink, titleColor=ink, titleFontWeight="normal", labelFontSize=12, titleFontSize=12
    )
    styled = styled.configure_view(stroke=None)
    styled.config.font = font
    return cast(alt.LayerChart, styled)


def chart_svg(table: Table, *, levels: int | None = None) -> bytes:
    """The figure as SVG on white, 640 pixels wide.

    Raises
    ------
    NothingToDraw
    """
    import vl_convert

    return str(vl_convert.vegalite_to_svg(_for_file(table, levels))).encode("utf-8")


def chart_png(table: Table, *, levels: int | None = None, dots_per_inch: int = 300) -> bytes:
    """The figure as PNG on white, 6.7 inches wide.

    Raises
    ------
    NothingToDraw
    """
    import vl_convert

    scale = POINTS_PER_INCH / PIXELS_PER_INCH  # the converter takes the drawing's units for points
    return bytes(vl_convert.vegalite_to_png(_for_file(table, levels), scale=scale, ppi=dots_per_inch))


def _for_file(table: Table, levels: int | None) -> dict[str, Any]:
    chart = prevalence_chart(table, levels=levels, width=FILE_WIDTH)
    return {**chart.to_dict(), "background": "white", "padding": 12}


def _bars(table: Table, levels: int | None) -> pd.DataFrame:
    """One row a bar, with its place in pixels from the top."""
    bars: list[dict[str, Any]] = []
    top = 0.0
    shares = any(column.kind == "percent" for column in table.columns)
    for row in table.rows:
        share, interval = row.cells.get("percent"), row.cells.get("interval")
        if not isinstance(share, float) or not isinstance(interval, tuple) or (levels and row.level >= levels):
            continue
        name = str(row.cells["theme"])
        lines = textwrap.wrap(name, NAME_CHARACTERS - 2 * row.level) or [""]
        bar_top = top + LINE * len(lines) + LABEL_GAP
        bars.append(
            {
                "code_id": row.key,
                "name": name,
                "label": "\n".join(lines),
                "level": row.level,
                "number": f"{row.cells['n']:,} ({percent(share)}%)" if shares else f"{row.cells['n']:,}",
                "shown": percent(share),
                "interval": f"{interval[0]:.1f} to {interval[1]:.1f}",
                "n": row.cells["n"],
                "zero": 0.0,
                "length": share if shares else row.cells["n"],
                "low": interval[0],
                "high": interval[1],
                "top": top,
                "bar_top": bar_top,
                "middle": bar_top + BAR / 2,
                "bottom": bar_top + BAR,
            }
        )
        top = bar_top + BAR + GAP
    if not bars:
        reason = table.notes[0] if table.notes else "The table is empty."
        raise NothingToDraw(f"There is no bar to draw. {reason}")
    return pd.DataFrame(bars)


def _end_of_axis(highest: float) -> float:
    """The next ten above the highest interval, at most 100."""
    return min(100.0, 10.0 * (int(highest // 10) + 1))
