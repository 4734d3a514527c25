"""`python -m ui` serves the page: the same as `assistant serve`."""

import sys

from ui.cli import main

if __name__ == "__main__":
    sys.exit(main(["serve", *sys.argv[1:]]))
