"""What this process has done since it began, for `/metrics`."""

from collections import Counter

counters: Counter[str] = Counter(
    requests=0, cache_hits=0, cache_renders=0, bodies_refused=0, purges=0
)
