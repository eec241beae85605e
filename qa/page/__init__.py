"""What the chat page shows, as HTML, Markdown and JSON; `ui.py` alone knows Gradio."""
