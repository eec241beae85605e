"""`python -m qa` is the same as `qa`."""

from qa.cli import main

raise SystemExit(main())
