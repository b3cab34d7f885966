"""Keep single keys alive: put the cursor into a field that a key opened, and take it off boxes that were clicked.

Streamlit's shortcuts sleep while a text field, a checkbox or a radio button has the focus. A box clicked with the
mouse keeps it for no reason; one reached by keyboard keeps it, or the next Tab would start from the top.
"""

import streamlit as st

_JS = """
export default function (component) {
  const { focus, token } = component.data;
  if (!window.__verbatimKeys) {
    window.__verbatimKeys = { done: "" };
    document.addEventListener("click", (event) => {
      const box = document.activeElement;
      if (event.detail > 0 && box && box.matches("input[type=checkbox], input[type=radio]")) box.blur();
    });
  }
  const keys = window.__verbatimKeys;
  if (!focus) { keys.done = ""; return; }
  if (keys.done === token) return;
  let tries = 0;
  const find = () => {
    const field = document.querySelector("." + CSS.escape("st-key-" + focus) + " input");
    if (field) { keys.done = token; field.focus(); field.select(); }
    else if (tries++ < 40) setTimeout(find, 25);
  };
  find();
}
"""

_keys = st.components.v2.component("verbatim_keyboard", js=_JS, isolate_styles=False)


def show(focus: str = "", token: str = "") -> None:
    """Let single keys work on this page.

    Parameters
    ----------
    focus : key of the text field that gets the cursor, '' for none
    token : what opened the field; the cursor is put there once a token
    """
    _keys(key="verbatim_keyboard", data={"focus": focus, "token": token}, height=1)
