"""`python -m bot.evaluate` is `motcua evaluate`."""

import sys

from bot.cli import main

sys.exit(main(["evaluate", *sys.argv[1:]]))
