"""What every session shares: the settings and the open store."""

import streamlit as st

from storage.store import Store
from workbench.settings import Settings


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """Give the settings, read once."""
    return Settings.from_environment()


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Give the open store."""
    return settings().open()
