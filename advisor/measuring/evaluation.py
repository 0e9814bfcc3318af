"""The advisor measured on labelled scenarios: rows in, a `Report` out."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from advisor.advisor import Advisor
from advisor.errors import EvaluationError
from advisor.knowledge.catalogue import Catalogue
from advisor.measuring import metrics
from advisor.measuring.ablation import TRAINED, WHOLE, ablation_mixes
from advisor.measuring.baselines import System
from advisor.measuring.earlier_report import PairedTest, compare_reports
from advisor.measuring.labelled import LabelledRow
from advisor.measuring.metrics import DEPTH, Bin, Difference, Estimate, RiskPoint
from advisor.ranking.fusion import Candidate, Ranking, fuse_again

LENGTHS = ((20, "up to 20 words"), (50, "21 to 50 words"), (100, "51 to 100 words"))
LONGEST = "over 100 words"
NOTHING = "none"
NEAREST = 3

Advance = Callable[[], None]


class Score(Struct, frozen=True):
    """The measures of one group of rows or one system; `against` compares hit@1 with the advisor's (a baseline) or the whole ranking's (a part of it)."""

    name: str
    n: int
    hit1: Estimate
    hit3: Estimate
    mrr: Estimate
    against: Difference | None = None


class Share(Struct, frozen=True):
    """How many of n."""

    n: int
    count: int
    share: float


class Confusion(Struct, frozen=True):
    """How often `given` came first where `label` was right."""

    label: str
    given: str
    count: int


class Calibration(Struct, frozen=True):
    """How far the confidence of the first recommendation can be trusted, over the rows that were answered."""

    n: int
    brier: float
    calibration_error: float
    right_on_surest_half: float
    risk_coverage_area: float
    reliability: tuple[Bin, ...]
    risk_coverage: tuple[RiskPoint, ...]


class Timing(Struct, frozen=True):
    """Milliseconds of one answer, the first one left out."""

    median: float
    p95: float


class RowResult(Struct, frozen=True):
    """What came of one row. `labels` and `top` are empty for rows of the final part, whose misses nobody reads."""

    id: str
    file: str
    part: str
    labels: tuple[str, ...]
    top: tuple[str, ...]
    confidence: float | None
    hit: bool


class Nearest(Struct, frozen=True):
    """A service in the ranking of a miss: its place from 1 and the part that each signal has in its score."""

    service: str
    place: int | None
    signals: dict[str, float]


class Miss(Struct, frozen=True):
    """A row whose first recommendation is wrong, with what led there."""

    id: str
    place: str
    scenario: str
    labels: tuple[str, ...]
    confidence: float | None
    given: tuple[Nearest, ...]
    expected: tuple[Nearest, ...]
    rules: tuple[str, ...]
    mentions: tuple[str, ...]


class Report(Struct, frozen=True):
    """Everything that an evaluation found. `knowledge` is the digest of the knowledge, `model_problem` why it has no learned ranker."""

    part: str
    exact: bool
    knowledge: str
    model_problem: str | None
    unlabelled: int
    together: Score
    files: tuple[Score, ...]
    families: tuple[Score, ...]
    lengths: tuple[Score, ...]
    confused: tuple[Confusion, ...]
    calibration: Calibration | None
    abstained: Share
    choice: Share | None
    milliseconds: Timing
    ablation: tuple[Score, ...]
    baselines: tuple[Score, ...]
    comparison: PairedTest | None
    misses: tuple[Miss, ...]
    rows: tuple[RowResult, ...]


class Outcome(Struct, frozen=True):
    """A labelled row with its ten best services, which of them are right, and how sure the advisor is of the first."""

    row: LabelledRow
    top: tuple[str, ...]
    right: tuple[bool, ...]
    confidence: float | None
    milliseconds: float

    @property
    def hit(self) -> bool:
        """Whether the first recommendation is right; an "I do not know" is not."""
        return metrics.hit_at_k(self.right, 1)


class Judge:
    """Says which services are right for a row: by the catalogue's parents and features, or `exact` by the labels alone."""

    def __init__(self, catalogue: Catalogue, *, exact: bool) -> None:
        self._catalogue, self._exact = catalogue, exact

    def judge(self, services: Iterable[str], row: LabelledRow) -> tuple[bool, ...]:
        """For each service whether it is right for any label of the row."""
        return tuple(self.is_right(service, row.labels) for service in services)

    def is_right(self, service: str, labels: Iterable[str]) -> bool:
        """Whether recommending a service answers one of the labels."""
        return any(service == label if self._exact else self._catalogue.answers(service, label) for label in labels)


def evaluate_rows(
    advisor: Advisor,
    rows: Sequence[LabelledRow],
    *,
    part: str = "all",
    exact: bool = False,
    ablation: bool = False,
    baselines: Mapping[str, System] | None = None,
    misses: int = 0,
    other: tuple[str, Mapping[str, bool]] | None = None,
    advance: Advance = lambda: None,
) -> Report:
    """The report on the rows of a part; `advance` is called once a row.

    `other` is the name of another report and its id → hit. Raises EvaluationError where no row is labelled, or `other` shares none.
    """
    labelled = [row for row in rows if row.labels]
    if not labelled:
        raise EvaluationError(no_label(part, len(rows)))
    judge = Judge(advisor.catalogue, exact=exact)
    outcomes, picked = answer_rows(advisor, rows, judge, advance)
    comparison = compare_reports([(one.row.id, one.hit) for one in outcomes], *other) if other else None
    chosen = [right for right in picked if right is not None]
    answered = [one for one in outcomes if one.confidence is not None]
    return Report(
        part=part,
        exact=exact,
        knowledge=str(advisor.store.meta("fingerprint"))[:12],
        model_problem=advisor.model_problem,
        unlabelled=len(rows) - len(labelled),
        together=score_group("together", outcomes),
        files=score_groups(outcomes, lambda one: one.row.file, sorted({row.file for row in labelled}, key=[row.file for row in labelled].index)),
        families=score_groups(outcomes, lambda one: advisor.catalogue[one.row.labels[0]].family),
        lengths=score_groups(outcomes, lambda one: length_name(one.row.scenario), [*(name for _, name in LENGTHS), LONGEST]),
        confused=find_confused(outcomes),
        calibration=measure_calibration(answered) if answered else None,
        abstained=share([one.confidence is None for one in outcomes]),
        choice=share(chosen) if chosen else None,
        milliseconds=measure_time([one.milliseconds for one in outcomes]),
        ablation=score_ablation(advisor, outcomes, judge) if ablation else (),
        baselines=tuple(score_baseline(name, system, outcomes, judge) for name, system in (baselines or {}).items()),
        comparison=comparison,
        misses=tuple(explain_miss(advisor, one, judge) for one in worst_misses(outcomes, misses)),
        rows=tuple(row_result(one) for one in outcomes),
    )


def no_label(part: str, count: int) -> str:
    """Why there is nothing to measure, for an error."""
    where = "" if part == "all" else f" in the '{part}' part"
    return f"no row{where} is labelled ({count} without 'services'): an evaluation needs at least one scenario with its right services"


def answer_rows(advisor: Advisor, rows: Sequence[LabelledRow], judge: Judge, advance: Advance) -> tuple[list[Outcome], list[bool | None]]:
    """The outcomes of the labelled rows, and for every row whether the right options were picked (None without options)."""
    outcomes, picked = [], []
    advisor.ask(rows[0].scenario)  # the first answer reads what the others find in memory
    for row in rows:
        if row.labels:
            outcomes.append(answer_row(advisor, row, judge))
        picked.append(pick_right(advisor, row) if row.options and row.answer else None)
        advance()
    return outcomes, picked


def answer_row(advisor: Advisor, row: LabelledRow, judge: Judge) -> Outcome:
    """One answer as a user gets it, timed, and its ten best services."""
    start = time.perf_counter()
    first = advisor.ask(row.scenario)
    milliseconds = (time.perf_counter() - start) * 1000
    top = tuple(one.service for one in advisor.ask(row.scenario, top=DEPTH).recommendations)
    return Outcome(row, top, judge.judge(top, row), first.recommendations[0].confidence if top else None, milliseconds)


def pick_right(advisor: Advisor, row: LabelledRow) -> bool:
    """Whether the advisor picks exactly the right options."""
    choice = advisor.ask(row.scenario, top=1, options=row.options, choose=len(row.answer)).choice
    return set(choice or ()) == set(row.answer)


def score_group(name: str, outcomes: Sequence[Outcome]) -> Score:
    """The measures of a group of outcomes."""
    return score_right(name, [one.right for one in outcomes])


def score_right(name: str, right: Sequence[Sequence[bool]], against: Difference | None = None) -> Score:
    """The measures of ranked lists; each is given as which of its services are right."""
    hit1, hit3 = (metrics.estimate_mean([float(metrics.hit_at_k(one, k)) for one in right]) for k in (1, 3))
    return Score(name, len(right), hit1, hit3, metrics.estimate_mean([metrics.reciprocal_rank(one, DEPTH) for one in right]), against)


def score_groups(outcomes: Sequence[Outcome], name_of: Callable[[Outcome], str], order: Sequence[str] | None = None) -> tuple[Score, ...]:
    """The measures of each group that has rows, in the given order, else the largest first."""
    groups: dict[str, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(name_of(one), []).append(one)
    names = order if order is not None else sorted(groups, key=lambda name: (-len(groups[name]), name))
    return tuple(score_group(name, groups[name]) for name in names if name in groups)


def length_name(scenario: str) -> str:
    """The group of a scenario by its number of words."""
    words = len(scenario.split())
    return next((name for most, name in LENGTHS if words <= most), LONGEST)


def find_confused(outcomes: Iterable[Outcome]) -> tuple[Confusion, ...]:
    """The pairs (first label → given first) of the misses, most frequent first; rows of the final part are not told."""
    pairs = Counter((one.row.labels[0], one.top[0] if one.top else NOTHING) for one in outcomes if not one.hit and not one.row.is_final)
    return tuple(Confusion(label, given, count) for (label, given), count in sorted(pairs.items(), key=lambda item: (-item[1], item[0])))


def measure_calibration(answered: Sequence[Outcome]) -> Calibration:
    """The measures of the confidence over the rows that got an answer."""
    sure = [one.confidence or 0.0 for one in answered]
    hits = [one.hit for one in answered]
    return Calibration(
        len(answered),
        metrics.brier_score(sure, hits),
        metrics.expected_calibration_error(sure, hits),
        metrics.right_on_surest(sure, hits),
        metrics.risk_coverage_area(sure, hits),
        metrics.reliability_table(sure, hits),
        metrics.risk_coverage_curve(sure, hits),
    )


def share(flags: Sequence[bool]) -> Share:
    """How many of the flags are true."""
    return Share(len(flags), sum(flags), sum(flags) / len(flags))


def measure_time(milliseconds: Sequence[float]) -> Timing:
    """The median and the 95th percentile (nearest rank)."""
    ordered = sorted(milliseconds)
    return Timing(statistics.median(ordered), ordered[-(-95 * len(ordered) // 100) - 1])


def score_baseline(name: str, system: System, outcomes: Sequence[Outcome], judge: Judge) -> Score:
    """The measures of another system on the same rows, compared with the advisor's."""
    right = [judge.judge(system(one.row.scenario)[:DEPTH], one.row) for one in outcomes]
    return score_right(name, right, metrics.compare_paired(first_hits(right), first_hits([one.right for one in outcomes])))


def score_ablation(advisor: Advisor, outcomes: Sequence[Outcome], judge: Judge) -> tuple[Score, ...]:
    """The measures of the ranking with some of its parts, compared with the whole; each row is ranked once and fused anew.

    These are the rankings alone: "I do not know" is no answer here.
    """
    rankings = [advisor.ranker.rank(advisor.analyze(one.row.scenario)) for one in outcomes]
    has_learned = any(TRAINED[0] in candidate.signals for ranking in rankings for candidate in ranking.candidates)
    mixes = ablation_mixes(advisor.ranker.mix, has_learned=has_learned)
    right = {name: [judge.judge(best_services(fuse_again(ranking, mix)), one.row) for ranking, one in zip(rankings, outcomes, strict=True)] for name, mix in mixes.items()}
    whole = first_hits(right[WHOLE])
    return tuple(score_right(name, own, None if name == WHOLE else metrics.compare_paired(first_hits(own), whole)) for name, own in right.items())


def best_services(ranking: Ranking) -> tuple[str, ...]:
    """The ten best services of a ranking."""
    return tuple(candidate.service for candidate in ranking.candidates[:DEPTH])


def first_hits(right: Iterable[Sequence[bool]]) -> list[float]:
    """hit@1 of each ranked list."""
    return [float(metrics.hit_at_k(one, 1)) for one in right]


def worst_misses(outcomes: Sequence[Outcome], count: int) -> list[Outcome]:
    """The misses that the advisor was surest of; never rows of the final part."""
    missed = [one for one in outcomes if not one.hit and not one.row.is_final]
    return sorted(missed, key=lambda one: (-(one.confidence or 0.0), one.row.id))[:count]


def explain_miss(advisor: Advisor, outcome: Outcome, judge: Judge) -> Miss:
    """What led to a miss: the leaders and the best right ones with the parts of their scores, the fired rules and the mentions."""
    query = advisor.analyze(outcome.row.scenario)
    ranking = advisor.ranker.rank(query)
    placed = {candidate.service: (place, candidate) for place, candidate in enumerate(ranking.candidates, 1)}
    labels = outcome.row.labels
    right = [candidate.service for candidate in ranking.candidates if judge.is_right(candidate.service, labels)][:1]

    def tell(service: str) -> Nearest:
        place, candidate = placed.get(service, (None, None))
        return Nearest(service, place, score_parts(candidate, advisor.ranker.mix.coefficients) if candidate else {})

    return Miss(
        id=outcome.row.id,
        place=f"{outcome.row.file}:{outcome.row.line}",
        scenario=outcome.row.scenario,
        labels=labels,
        confidence=outcome.confidence,
        given=tuple(tell(service) for service in outcome.top[:NEAREST]),
        expected=tuple(tell(service) for service in right or labels),
        rules=tuple(one.rule.id for one in ranking.fired),
        mentions=tuple(f"{mention.service} ({mention.role})" for mention in query.mentions),
    )


def score_parts(candidate: Candidate, coefficients: Mapping[str, float]) -> dict[str, float]:
    """Signal → coefficient × value, for the signals that are not 0."""
    parts = {signal: coefficients.get(signal, 0.0) * value for signal, value in candidate.signals.items()}
    return {signal: value for signal, value in sorted(parts.items()) if value}


def row_result(outcome: Outcome) -> RowResult:
    """What the report keeps of a row."""
    row = outcome.row
    labels, top = ((), ()) if row.is_final else (row.labels, outcome.top)
    return RowResult(row.id, row.file, "final" if row.is_final else "look", labels, top, outcome.confidence, outcome.hit)
