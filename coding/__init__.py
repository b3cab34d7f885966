"""What people decide about answers and proposals: events, decisions, ids. Pure; no input or output."""
