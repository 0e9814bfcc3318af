"""How people call services: an id, a name or an alias in, the id out."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.knowledge.catalogue import Catalogue
from advisor.knowledge.documents import did_you_mean

MAKERS = ("amazon ", "aws ")


class ServiceNames:
    """Finds a service by its id, name or alias, in any case, with or without "Amazon" or "AWS" in front."""

    def __init__(self, names: Mapping[str, str], catalogue: Catalogue) -> None:
        self._names, self._catalogue = names, catalogue

    def find(self, name: str) -> str | None:
        """The id of a service, or None where nothing is called so."""
        key = " ".join(name.lower().split())
        id = key.replace(" ", "-")
        if id in self._catalogue:
            return id
        bare = next((key.removeprefix(maker) for maker in MAKERS if key.startswith(maker)), key)
        return next((self._names[spelling] for spelling in (key, bare, *(maker + bare for maker in MAKERS)) if spelling in self._names), None)

    def suggest(self, name: str) -> str:
        """`, did you mean 'x'?` for the closest id or name, or nothing."""
        return did_you_mean(" ".join(name.lower().split()), [*self._catalogue.number, *self._names])
