"""The index in PostgreSQL with pgvector: the same answers as from a folder, for many machines."""
