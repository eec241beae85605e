"""Question sets made from documents, without a language model."""
