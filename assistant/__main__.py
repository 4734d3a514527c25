"""`python -m assistant`: every command but `serve`, which is the page's: `python -m ui`."""

import sys

from assistant.cli import main

sys.exit(main())
