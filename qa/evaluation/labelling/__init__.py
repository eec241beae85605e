"""Question sets labelled by people, in the browser."""
