"""Units and numbers as they are written: what one of a unit is, in what all of its kind are told in, and the value of a number word."""

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
    BITS: {"bps bit/s": 1.0, "kbps kbit/s kbits/s": 1e3, "mbps mbit/s mbits/s mbit mbits": 1e6, "gbps gbit/s gbits/s gbit gbits": 1e9, "tbps tbit/s": 1e12},
    PERCENT: {"% percent": 1.0},
}
UNIT_OF = {word: (measure, size) for measure, units in UNITS.items() for written, size in units.items() for word in written.split()}
ONES = re.findall(r"\w+", "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
TENS = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
NUMBER_OF = {word: float(value) for value, word in enumerate(ONES)} | {word: float(value) for value, word in zip(range(20, 100, 10), TENS, strict=True)}
