"""The errors that a user sees: each says what is wrong and what can be done about it."""


class AdvisorError(Exception):
    """Base of all: caught once at each front door and turned into its own kind of message."""


class KnowledgeError(AdvisorError):
    """The knowledge folder cannot be used; `advisor check` names every problem."""


class ScenarioError(AdvisorError):
    """The scenario cannot be read: nothing in it, too long, or not text."""


class ModelError(AdvisorError):
    """The ranker's file is damaged, of another version, or made from other knowledge."""


class EvaluationError(AdvisorError):
    """An evaluation file cannot be used at all."""


class StateError(AdvisorError):
    """The state of a conversation that was handed back cannot be used: forged, damaged, too large or too old."""
