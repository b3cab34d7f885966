"""`python -m benchmarks NAME …`: run one benchmark, for example `propose`; each prints its own bars and figures."""

import importlib
import sys
from collections.abc import Sequence

BENCHMARKS = {
    "propose": "proposed themes from a cold start, beside a plain BERTopic script",
    "import_rows": "a survey of 100,000 rows read",
    "desk_latency": "how long a coder waits at the desk",
    "keys": "how many keys a coder presses for each code",
    "endurance": "500 decisions by keyboard while sockets drop, servers restart and tabs close",
    "renewal": "how soon suggestions are renewed after a decision",
    "found": "the codes of a synthetic study that proposed themes find",
    "agreement": "coverage of the intervals of agreement, and speed",
    "weighed": "coverage of agreement weighed back to the study, from samples rich in a rare code",
    "reading": "how the answers of the synthetic study read beside real ones",
    "suggest": "codes suggested from few decisions, beside logistic regression, TF-IDF and SetFit",
}


def main(argv: Sequence[str]) -> int:
    """Run the benchmark named first, with the arguments after it."""
    name = argv[0].replace("-", "_") if argv else ""
    if name not in BENCHMARKS:
        print("python -m benchmarks NAME …\n", file=sys.stderr)
        for known, what in BENCHMARKS.items():
            print(f"  {known:14} {what}", file=sys.stderr)
        return 0 if name in {"__help", "_h"} else 2
    return int(importlib.import_module(f"benchmarks.{name}").main(argv[1:]) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
