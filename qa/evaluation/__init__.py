"""Question sets, runs and metrics."""
