"""Questions generated from the text, to be offered to a reader."""
