"""Verbatim: the front door. Everything is drawn by the pages in `views/`."""

import streamlit as st

from views import navigation

st.set_page_config(page_title="Verbatim", page_icon=navigation.ICON, layout="wide")
navigation.run()
