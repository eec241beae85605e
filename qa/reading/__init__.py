"""From ranked passages to the span that answers, and how sure that is."""
