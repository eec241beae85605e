"""Gradio, told before it is imported not to call home; whoever needs Gradio takes it from here."""

from __future__ import annotations

import os

# Read when Gradio is imported; without it Gradio calls home.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# It keeps a record of so many events in memory, which nothing here reads.
os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "100"

import gradio as gr
from gradio.events import api

__all__ = ["api", "gr"]
