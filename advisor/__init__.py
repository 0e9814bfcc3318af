"""advisor: an architecture decision chatbot for AWS that runs on retrieval and rules."""

from advisor import collector  # isort: skip
from advisor import light_msgspec  # noqa: F401  # isort: skip  (before anything else imports msgspec)
from advisor.advisor import Advisor
from advisor.errors import AdvisorError, KnowledgeError, ModelError, ScenarioError
from advisor.model import Advice

__version__ = "0.1.0"

__all__ = ["Advice", "Advisor", "AdvisorError", "KnowledgeError", "ModelError", "ScenarioError", "__version__"]

collector.resume()
