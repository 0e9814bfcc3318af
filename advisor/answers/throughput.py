"""How much provisioned throughput the reads, writes or records take that a text tells of: a text in, the units of DynamoDB or the shards of Kinesis out."""

from __future__ import annotations

import math
import re

from msgspec import Struct

from advisor.model import Passage, Source
from advisor.pattern import compile_late
from advisor.text.amounts import SCALES, find_amounts
from advisor.text.units import BYTES, HOUR, KILO, MINUTE, NUMBER_OF, TWO_WORDS, UNIT_OF, read_number

ASKS = compile_late(r"\b(?:how many|how much|number of|calculat\w+|(?:what|which) (?:is the )?(?:minimum |least )?(?:provisioned )?(?:read|write|rcu|wcu))\b", re.IGNORECASE)
ASKED = {
    "read": compile_late(r"\bread[- ]capacity|\brcus?\b|\bread (?:request )?units?\b", re.IGNORECASE),
    "write": compile_late(r"\bwrite[- ]capacity|\bwcus?\b|\bwrite (?:request )?units?\b", re.IGNORECASE),
    "shard": compile_late(r"\bshards?\b", re.IGNORECASE),
}
NUMBER = rf"\d+(?:,\d{{3}})+|\d+(?:\.\d+)?|(?:{TWO_WORDS}|{'|'.join(sorted(NUMBER_OF, key=len, reverse=True))})\b"
WHAT = r"(?P<what>(?:[a-z-]+\s+){1,6}?)(?:per|a|each|every)\s+(?P<per>second|sec|minute|hour)\b"
RATE = compile_late(rf"(?<![\w.,$-])(?P<number>{NUMBER})(?:\s?(?P<scale>k|thousand|million))?\s+{WHAT}", re.IGNORECASE)
SECONDS_OF = {"second": 1.0, "sec": 1.0, "minute": MINUTE, "hour": HOUR}
TRANSACTIONAL, STRONG, EVENTUAL = (compile_late(rf"\b{word}", re.IGNORECASE) for word in ("transactional", "strong", "eventual"))
SIZE_OF_UNIT = {"read": 4 * KILO, "write": KILO}
SHARD_BYTES, SHARD_RECORDS = KILO**2, 1000.0
OF_TABLE = Source("Amazon DynamoDB Developer Guide, provisioned capacity mode", date="2026-11")
OF_STREAM = Source("Amazon Kinesis Data Streams Developer Guide, quotas and limits", date="2026-11")


class Load(Struct, frozen=True):
    """So many items or records a second, each of so many bytes."""

    rate: float
    size: float


def tell_throughput(text: str) -> Passage | None:
    """What the one load that a text tells of takes, where it asks for capacity units or shards; None where it asks for neither, or tells no load or several."""
    asked = [kind for kind, pattern in ASKED.items() if pattern.search(text)]
    if len(asked) != 1 or not ASKS.search(text):
        return None
    load = read_load(text)
    if load is None:
        return None
    if asked == ["shard"]:
        shards = max(math.ceil(load.rate * load.size / SHARD_BYTES), math.ceil(load.rate / SHARD_RECORDS))
        told = f"{tell_count(shards, 'shard')}: one takes 1 MB and {SHARD_RECORDS:,.0f} records a second."
        return Passage("kinesis", "Shards of an Amazon Kinesis data stream", told, 1.0, OF_STREAM, ("kinesis",), "service")
    return Passage("dynamodb", "Capacity units of an Amazon DynamoDB table", tell_units(asked[0], load, text), 1.0, OF_TABLE, ("dynamodb",), "service")


def tell_units(side: str, load: Load, text: str) -> str:
    """The read or write capacity units for a load; of reads of which it is not said how consistent they are, for the default first."""
    each = math.ceil(load.size / SIZE_OF_UNIT[side])
    unit, item = f"{side} capacity unit", f"{SIZE_OF_UNIT[side] / KILO:.0f} KB of an item, or part of that"
    if TRANSACTIONAL.search(text):
        return f"{tell_count(math.ceil(2 * load.rate * each), unit)}: a transactional {side} takes two for each {item}."
    if side == "write":
        return f"{tell_count(math.ceil(load.rate * each), unit)}: a write takes one for each {item}."
    strong, eventual = math.ceil(load.rate * each), math.ceil(load.rate * each / 2)
    by_kind = f"a strongly consistent read takes one for each {item}, an eventually consistent one half of that"
    if STRONG.search(text):
        return f"{tell_count(strong, unit)}: {by_kind}."
    if EVENTUAL.search(text):
        return f"{tell_count(eventual, unit)}: {by_kind}."
    return f"{tell_count(eventual, unit)} for eventually consistent reads, which are the default; for strongly consistent ones {strong}: {by_kind}."


def tell_count(count: int, unit: str) -> str:
    """A count with its unit."""
    return f"{count:,} {unit}{'' if count == 1 else 's'}"


def read_load(text: str) -> Load | None:
    """The load that a text tells of: the one rate of something that is no amount of data, and the one size."""
    rates = [match for match in RATE.finditer(text) if not any(word.lower() in UNIT_OF for word in match["what"].split())]
    sizes = {amount.value for amount in find_amounts(text) if amount.measure == BYTES}
    if len(rates) != 1 or len(sizes) != 1:
        return None
    (rate,) = rates
    number = read_number(rate["number"]) * SCALES.get((rate["scale"] or "").lower(), 1.0)
    return Load(number / SECONDS_OF[rate["per"].lower()], sizes.pop())
