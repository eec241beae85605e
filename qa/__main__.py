"""`python -m qa` is the same as `qa`."""

from qa.commandline.parser import main

raise SystemExit(main())
