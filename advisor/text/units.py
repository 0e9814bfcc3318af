"""Units and numbers as they are written: what one of a unit is, in what all of its kind are told in, and the value of a number in digits or words."""

from __future__ import annotations

import re

MINUTE, HOUR, DAY, KILO = 60.0, 3_600.0, 86_400.0, 1_024.0
YEAR = 365 * DAY
SECONDS, BYTES, OPERATIONS, BITS, PERCENT = "seconds", "bytes", "operations a second", "bits a second", "%"
# What is measured → a unit in each way to write it → how much that is.
UNITS: dict[str, dict[str, float]] = {
    SECONDS: {
        "millisecond milliseconds ms": 0.001,
        "second seconds sec secs s": 1.0,
        "minute minutes min mins": MINUTE,
        "hour hours hr hrs h": HOUR,
        "day days d": DAY,
        "week weeks": 7 * DAY,
        "month months": YEAR / 12,
        "year years yr yrs": YEAR,
    },
    BYTES: {
        "byte bytes": 1.0,
        "kb kib kilobyte kilobytes": KILO,
        "mb mib megabyte megabytes": KILO**2,
        "gb gib gig gigs gigabyte gigabytes": KILO**3,
        "tb tib terabyte terabytes": KILO**4,
        "pb pib petabyte petabytes": KILO**5,
    },
    OPERATIONS: {"iops": 1.0},
    BITS: {"bps bit/s": 1.0, "kbps kbit/s kbits/s kbit": 1e3, "mbps mbit/s mbits/s mbit mbits megabit megabits": 1e6, "gbps gbit/s gbits/s gbit gbits gigabit gigabits": 1e9, "tbps tbit/s": 1e12},
    PERCENT: {"% percent": 1.0},
}
UNIT_OF = {word: (measure, size) for measure, units in UNITS.items() for written, size in units.items() for word in written.split()}
ONES = re.findall(r"\w+", "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
NUMBER_OF = {word: float(value) for value, word in enumerate(ONES)} | {word: float(value) for value, word in zip(range(20, 100, 10), TENS, strict=True)}
TWO_WORDS = rf"(?:{'|'.join(TENS)})[- ](?:{'|'.join(ONES[1:10])})"  # "forty-two"
TIMES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6}
# Numbers as they are spoken: "a few" are at least two, "several" at least three.
SPOKEN = {
    "half": 0.5,
    "half a": 0.5,
    "half an": 0.5,
    "a quarter of an": 0.25,
    "three quarters of an": 0.75,
    "several": 3.0,
    "a few": 2.0,
    "a couple of": 2.0,
    "many": 3.0,
    "a hundred": 1e2,
    "a million": 1e6,
}
VALUE_OF = NUMBER_OF | TIMES | SPOKEN


def read_number(written: str) -> float:
    """The value of a number in digits, with commas or without, or in words that are known here."""
    words = " ".join(written.lower().split())
    if words[0].isdigit():
        return float(words.replace(",", ""))
    return VALUE_OF[words] if words in VALUE_OF else sum(VALUE_OF[word] for word in re.split(r"[- ]", words))
