"""The learned ranker as numbers: its classes, sparse weights, bias and mix, and the file (safetensors, no pickle) that keeps them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from advisor.errors import ModelError
from advisor.ranking.fusion import Mix

RANKER_FORMAT = "3"
ABOUT = "about"  # the file's one entry of metadata


class About(Struct, frozen=True):
    """What the file says beside its arrays."""

    format: str
    heads: dict[str, tuple[str, ...]]
    mix: Mix


class Ranker(Struct, frozen=True):
    """A trained ranker: row f of the sparse matrix (`starts`, `columns`, `weights`) holds the weights of feature f.

    Columns run through the classes of all heads. `prior` is by class of the head "service".
    """

    heads: dict[str, tuple[str, ...]]
    features: tuple[str, ...]
    idf: array  # type: ignore[type-arg]
    bias: array  # type: ignore[type-arg]
    prior: array  # type: ignore[type-arg]
    starts: array  # type: ignore[type-arg]
    columns: array  # type: ignore[type-arg]
    weights: array  # type: ignore[type-arg]
    mix: Mix

    def rows(self) -> Iterator[tuple[str, float, array[int], array[float]]]:
        """(feature, idf, columns, weights) of every feature."""
        for index, feature in enumerate(self.features):
            part = slice(self.starts[index], self.starts[index + 1])
            yield feature, self.idf[index], self.columns[part], self.weights[part]


def write_ranker(ranker: Ranker, path: Path) -> None:
    """Write a ranker; weights are kept as 16-bit floats."""
    import numpy as np
    from safetensors.numpy import save_file

    text = np.frombuffer("\n".join(ranker.features).encode(), dtype=np.uint8)
    tensors: dict[str, Any] = {
        "features": text,
        "idf": np.array(ranker.idf, dtype=np.float32),
        "bias": np.array(ranker.bias, dtype=np.float32),
        "prior": np.array(ranker.prior, dtype=np.float32),
        "starts": np.array(ranker.starts, dtype=np.uint32),
        "columns": np.array(ranker.columns, dtype=np.uint16),
        "weights": np.array(ranker.weights, dtype=np.float16),
    }
    about = About(RANKER_FORMAT, ranker.heads, ranker.mix)
    # One entry: safetensors writes several in an order that changes from run to run.
    save_file(tensors, str(path), metadata={ABOUT: msgspec.json.encode(about).decode()})
    path.chmod(0o644)  # safetensors makes files that only their owner can read


def read_ranker(path: Path) -> Ranker:
    """Read a ranker. Raises ModelError where the file is damaged, of another format, or does not fit together."""
    import numpy as np
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="np") as file:
            metadata: dict[str, str] = file.metadata() or {}
            about = msgspec.json.decode(metadata[ABOUT], type=About) if ABOUT in metadata else None
            if about is None or about.format != RANKER_FORMAT:
                raise ModelError(f"{path} is of another format: train it again with 'make train'")
            tensors: dict[str, np.ndarray[Any, Any]] = {name: file.get_tensor(name) for name in ("features", "idf", "bias", "prior", "starts", "columns", "weights")}
        ranker = Ranker(
            heads=about.heads,
            features=tuple(tensors["features"].tobytes().decode().split("\n")),
            idf=array("f", tensors["idf"].tolist()),
            bias=array("f", tensors["bias"].tolist()),
            prior=array("f", tensors["prior"].tolist()),
            starts=array("I", tensors["starts"].tolist()),
            columns=array("H", tensors["columns"].tolist()),
            weights=array("f", tensors["weights"].astype(np.float32).tolist()),
            mix=about.mix,
        )
    except (OSError, SafetensorError, KeyError, ValueError, TypeError, msgspec.ValidationError) as error:
        raise ModelError(f"{path} cannot be read: {str(error).splitlines()[0]}") from error
    if not _fits(ranker):
        raise ModelError(f"{path} does not fit together: train it again with 'make train'")
    return ranker


def _fits(ranker: Ranker) -> bool:
    columns = sum(len(classes) for classes in ranker.heads.values())
    return (
        len(ranker.features) == len(ranker.idf) == len(ranker.starts) - 1
        and ranker.starts[-1] == len(ranker.columns) == len(ranker.weights)
        and len(ranker.bias) == columns
        and len(ranker.prior) == len(ranker.heads.get("service", ()))
        and "kind" in ranker.heads
        and all(column < columns for column in ranker.columns)
    )
