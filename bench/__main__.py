"""Every benchmark, one after the other: `python -m bench`, or `make bench`.

Each is a module of its own that can be run alone with more to choose from: `python -m bench.peers --full`.
"""

from __future__ import annotations

import subprocess
import sys

MODULES = ("segregation", "peers", "europe", "atlas", "learn", "lottery", "plan", "decide", "workspace")


def main() -> int:
    """Run them; 1 where one of them says that something is not as it must be."""
    worst = 0
    for name in MODULES:
        print(f"\n== bench.{name}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False)
        worst = max(worst, done.returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
