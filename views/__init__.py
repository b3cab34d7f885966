"""Streamlit pages, one thin file each; `widgets/` holds what several share."""
