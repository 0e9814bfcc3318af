"""How long it takes to send what a text tells of over the line that it tells of: a text in, days and a sentence out."""

from __future__ import annotations

from advisor.text.amounts import find_amounts
from advisor.text.units import BITS, BYTES, DAY

BITS_OF_BYTE = 8
MOST_DAYS = 30.0  # what takes longer is not sent over that line
TOO_LONG = "To send {} over {} takes about {} days, even if nothing else uses the line"


def tell_long_transfer(text: str) -> str | None:
    """That a line is too slow for the largest amount of data that a text tells; None where it tells no line or no data, or the line will do."""
    amounts = list(find_amounts(text))
    data = max((one for one in amounts if one.measure == BYTES), key=lambda one: one.value, default=None)
    line = next((one for one in amounts if one.measure == BITS and one.value), None)
    if data is None or line is None:
        return None
    days = data.value * BITS_OF_BYTE / line.value / DAY
    return TOO_LONG.format(text[data.start : data.end], text[line.start : line.end], round(days)) if days > MOST_DAYS else None
