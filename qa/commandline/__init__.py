"""The console command `qa`: one module for the parser, one for each group of commands."""
