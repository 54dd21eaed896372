"""Civic lottery: processor seconds and certificates on generated pools, against the most they may take.

    python -m bench.lottery [--seeds N] [--small]

Each pool has six categories with 21 features; quotas are the two whole numbers around the population's
share. Every line says the pool, the rule, the processor seconds of the whole computation (types,
probabilities, certificate), the smallest probability, how much higher it could be at most over all levels,
and how many levels were proved.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "decide" / "lottery"))

from generated import instance

from isopolis.decide.lottery import Objective, fair_lottery

LIMITS = {
    (400, 40, Objective.MAXIMIN): 5.0,
    (400, 40, Objective.LEXIMIN): 15.0,
    (400, 40, Objective.NASH): 60.0,
    (2000, 100, Objective.MAXIMIN): 60.0,
    (2000, 100, Objective.LEXIMIN): 300.0,
}
"""Seconds of processor time for people, panel and rule."""
GAP = 1e-6


def main() -> int:
    """Run them; 1 where a limit is not kept or a certificate not closed."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seeds", type=int, default=3)
    arguments.add_argument("--small", action="store_true", help="leave out the pools of 2,000")
    options = arguments.parse_args()
    fair_lottery(*instance(60, 6, seed=0), 6)
    failures = 0
    print(" people  panel      rule  seed    CPU s   limit   smallest       gap  levels")
    for (people, size, rule), limit in LIMITS.items():
        if people > 400 and options.small:
            continue
        for seed in range(options.seeds):
            pool, quotas = instance(people, size, seed)
            start = time.process_time()
            lottery = fair_lottery(pool, quotas, size, rule)
            seconds = time.process_time() - start
            failed = seconds > limit or lottery.gap > GAP
            failures += failed
            print(
                f"{people:>7}{size:>7}{rule:>10}{seed:>6}{seconds:>9.2f}{limit:>8.0f}"
                f"{lottery.probabilities.min():>11.6f}{lottery.gap:>10.1e}{len(lottery.fair.levels):>8}"
                f"{'  FAILED' if failed else ''}",
                flush=True,
            )
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
