"""The best passages by BM25 alone without scoring all of them, over the advisor's postings.

An answer has no use for it: it pools the scores of all passages by service, and by TF-IDF too. It shows what the postings
are worth to a search engine, beside others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.ranking.arrays import Floats, Numbers, as_array, as_doubles, find_top
from advisor.ranking.retrieval import MOST_QUERY_TERMS
from advisor.ranking.scores import Posting

DENSE = 20  # looking through all sums costs less than sorting where more than one in so many was added to
WORTH_A_BOUND = 20_000  # postings that are left
LIKELY_BOUND = 0.3  # the tenth best of a million passages seldom has more of what all terms could give together
ROUNDING = 1e-9  # sums in another order differ in their last digits


class Searcher:
    """Searches postings, the highest BM25 weight of each looked up once."""

    def __init__(self, postings: Mapping[str, Posting]) -> None:
        self._postings = {term: (posting, max(posting.bm25)) for term, posting in postings.items()}

    def search(self, weights: Mapping[str, float], k: int) -> list[tuple[int, float]]:
        """The k best passages, as `Retriever.score(weights).bm25.top(k)` has them."""
        found = {term: self._postings[term] for term in weights if term in self._postings}
        terms = sorted(found, key=lambda term: (-found[term][0].idf, term))[:MOST_QUERY_TERMS]
        return find_best([(*found[term], weights[term]) for term in terms], k)


def find_best(parts: Sequence[tuple[Posting, float, float]], k: int) -> list[tuple[int, float]]:
    """The k best passages by the sums of (posting, its highest BM25 weight, factor), factors above 0, exactly; ties to the lower number.

    The rarest terms come first and are added up for all their passages. The k-th best sum within any one posting is a
    bound: once it is more than all terms that are left could give together, no new passage can come in, and what is left
    is only looked up for the few that still can (the idea of MaxScore: Turtle and Flood 1995).
    """
    ordered = sorted(parts, key=lambda part: len(part[0].passages))
    left, later = [0.0], [0]
    for posting, highest, factor in reversed(ordered):
        left.insert(0, left[0] + max(highest * factor, 0.0))
        later.insert(0, later[0] + len(posting.passages))
    sums = np.zeros(max((posting.passages[-1] + 1 for posting, _, _ in parts), default=0))
    seen: list[Numbers] = []
    bound = 0.0
    for rest, (posting, _, factor) in enumerate(ordered, start=1):
        if bound > left[rest - 1] + ROUNDING:
            break
        passages = as_array(posting.passages, np.uint32).astype(np.intp)  # numpy would convert them at each use
        own = sums[passages] + factor * as_doubles(posting.bm25)
        sums[passages] = own
        seen.append(passages)
        # A bound costs as much as adding up: it is looked for where it may be high enough and much is left to be saved, and once at the end.
        if len(own) >= k > 0 and (later[rest] == 0 or (left[rest] < LIKELY_BOUND * left[0] and later[rest] > WORTH_A_BOUND)):
            bound = max(bound, float(np.partition(own, -k)[-k]))
    found = still_possible(seen, sums, bound - left[len(seen)])
    for (posting, _, factor), most in zip(ordered[len(seen) :], left[len(seen) + 1 :], strict=True):
        passages = as_array(posting.passages, np.uint32)
        places = np.minimum(np.searchsorted(passages, found.astype(np.uint32)), len(passages) - 1)
        has = passages[places] == found
        sums[found[has]] += factor * as_doubles(posting.bm25)[places[has]]
        found = found[sums[found] >= bound - most - ROUNDING]
    return find_top(found, sums[found], k)


def still_possible(seen: Sequence[NDArray[Any]], sums: Floats, least: float) -> Numbers:
    """The distinct passages of several postings, ascending, whose sum is not below `least`."""
    if sum(map(len, seen)) > len(sums) // DENSE:
        return np.flatnonzero(sums >= max(least - ROUNDING, np.nextafter(0, 1)))
    kept = [passages[sums[passages] >= least - ROUNDING] for passages in seen]
    return np.unique(np.concatenate(kept)).astype(np.int64) if kept else np.zeros(0, dtype=np.int64)
