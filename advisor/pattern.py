"""Regular expressions that are compiled at their first use: to compile all of a module's takes as long as a third of an answer, which needs few of them."""

from __future__ import annotations

import re
from typing import Any, cast


class LatePattern:
    """Stands for a compiled pattern; each of its methods is the compiled one's from its first use on."""

    def __init__(self, text: str, flags: re.RegexFlag) -> None:
        self._text, self._flags = text, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # asked for by `copy` or `pickle`, maybe of a half-made one
            raise AttributeError(name)
        found = getattr(re.compile(self._text, self._flags), name)  # `re` keeps what it compiled
        setattr(self, name, found)
        return found


def compile_late(text: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """A pattern that is compiled when it is first used; a fault in it shows only then."""
    return cast("re.Pattern[str]", LatePattern(text, flags))
