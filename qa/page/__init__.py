"""The chat page: what it shows, what happens on an event, and how it is served; `ui.py` puts it together."""
