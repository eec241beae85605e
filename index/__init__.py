"""Documents, passages and vectors: everything that is known before a question is asked."""
