"""How much of a text's whole wording known texts share: words, stop words too, and pairs of neighbouring words.

A search goes by words that tell something, each by itself. Of the few passages that it finds for a service, this looks
at all of the wording: "which service do I use to connect to" and "who is connected to what" differ by what a search leaves out.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from advisor.ranking.scores import add

PART_MARK = "@"  # what parts of words begin with, which do not count here
LEAST_PASSAGES = 2  # what a single passage holds no trained model knows
SATURATION, LENGTH_SHARE = 1.5, 0.75  # k1 and b of BM25 (Robertson and Zaragoza 2009), as rank-bm25 has them

Keys = bytes  # of the features of a passage, 32 bits each
AddShared = Callable[[Mapping[int, float], Sequence[int]], tuple[list[float], list[int]]]  # keys with weights, and passages → what each passage shares, and its number of keys


def feature_key(feature: str) -> int:
    """A number in 32 bits for a word or a pair of words."""
    return zlib.crc32(feature.encode())


def build_wordings(documents: Sequence[Iterable[str]]) -> list[Keys]:
    """The keys of each document's words and pairs, each once, in the order of the text; `documents` are features as `ranking.text_features` has them."""
    distinct = [[feature_key(feature) for feature in dict.fromkeys(features) if not feature.startswith(PART_MARK)] for features in documents]
    counts = Counter(key for keys in distinct for key in keys)
    return [array("I", [key for key in keys if counts[key] >= LEAST_PASSAGES]).tobytes() for keys in distinct]


def mean_length(wordings: Sequence[Keys]) -> float:
    """How many features a passage has in the mean; 0 where there is none."""
    return sum(map(len, wordings)) / array("I").itemsize / len(wordings) if wordings else 0.0


class Overlap:
    """Scores passages by the features that they share with a text, BM25's way: more is better, less so in a long passage.

    `read_some` gives the keys of some passages by their numbers, `read_all` those of all in order; `mean_length` is how
    many a passage has in the mean.
    """

    def __init__(self, read_some: Callable[[Sequence[int]], Sequence[Keys]], read_all: Callable[[], Sequence[Keys]], mean_length: float) -> None:
        self._read_some, self._read_all, self._mean_length = read_some, read_all, mean_length or 1.0
        self._add_in_arrays: AddShared | None = None

    def score(self, features: Mapping[str, float], passages: Sequence[int]) -> list[float]:
        """The score of each passage for the features of a text, each with what it weighs."""
        weights = {feature_key(feature): weight for feature, weight in features.items() if not feature.startswith(PART_MARK)}
        if not weights or not passages:
            return [0.0] * len(passages)
        add_shared = self._find_arrays() if "numpy" in sys.modules else self._add_plainly  # a process that has it already; see `Retriever`
        shared, lengths = add_shared(weights, passages)
        return [total / (1 + SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / self._mean_length)) for total, length in zip(shared, lengths, strict=True)]

    def _add_plainly(self, weights: Mapping[int, float], passages: Sequence[int]) -> tuple[list[float], list[int]]:
        rows = [memoryview(keys).cast("I") for keys in self._read_some(passages)]
        return [add([weights[key] for key in keys if key in weights]) for keys in rows], [len(keys) for keys in rows]

    def _find_arrays(self) -> AddShared:
        if not self._add_in_arrays:
            from advisor.ranking.arrays import KeyRows

            self._add_in_arrays = KeyRows(self._read_all()).add_shared
        return self._add_in_arrays
