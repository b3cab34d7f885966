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
    let until = performance.now() + 4000;
    const leave = () => { until = 0; };  // from the first key or click on, the field is the person's
    for (const kind of ["keydown", "pointerdown"]) {
      document.addEventListener(kind, leave, { once: true, capture: true });
    }
    const select = () => {  // a late drawing brings the text, sets the cursor behind it, or puts another field here
      const now = place();
      const isElsewhere = document.activeElement !== now && document.activeElement !== document.body;
      if (performance.now() > until) return;
      if (now && !isElsewhere) {
        now.focus();
        if (now.selectionStart !== 0 || now.selectionEnd !== now.value.length) now.select();
      }
      setTimeout(select, 50);
    };
    field.focus();
    select();
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
