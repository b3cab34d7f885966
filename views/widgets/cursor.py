"""Put the cursor into a field that a key opened, so that a person need not reach for the mouse."""

import streamlit as st

_JS = """
export default function (component) {
  const { focus, token } = component.data;
  const done = (window.__verbatimFocus ??= { token: "" });
  if (!focus) { done.token = ""; return; }
  if (done.token === token) return;
  let tries = 0;
  const place = () => document.querySelector("." + CSS.escape("st-key-" + focus) + " input");
  const find = () => {
    const field = place();
    if (!field) { if (tries++ < 80) setTimeout(find, 25); return; }
    done.token = token;
    field.focus();
    const before = field.value;
    let isTouched = false;
    field.addEventListener("keydown", () => { isTouched = true; }, { once: true });
    const select = () => {  // a drawing that comes late sets the cursor behind the text, or puts another field here
      const now = place();
      const isElsewhere = document.activeElement !== now && document.activeElement !== document.body;
      if (isTouched || !now || now.value !== before || isElsewhere) return;
      now.focus();
      now.select();
    };
    for (const wait of [0, 60, 200, 400, 800]) setTimeout(select, wait);
  };
  find();
}
"""

_cursor = st.components.v2.component("verbatim_cursor", js=_JS, isolate_styles=False)


def put_cursor(field: str = "", token: str = "") -> None:
    """Put the cursor into a text field once, its text selected.

    Parameters
    ----------
    field : key of the text field, '' for none
    token : what opened the field; the cursor is put there once a token
    """
    _cursor(key="verbatim_cursor", data={"focus": field, "token": token}, height=1)
