"""The evaluation report: one HTML file that opens offline."""
