"""The script that the frozen program runs."""

import sys

from ecgviewer.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
