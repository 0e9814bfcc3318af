"""What the environment says of the webhook."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from msgspec import Struct

SLACK_API = "https://slack.com/api/"
SLACK_ORIGINS = frozenset({"https://hooks.slack.com", "https://hooks.slack-gov.com"})


class SlackSettings(Struct, frozen=True):
    """The secrets and addresses of the webhook; `response_origins` are the only places that a `response_url` may lead to."""

    signing_secret: str
    bot_token: str = ""
    mattermost_token: str = ""
    base_url: str = ""
    api_url: str = SLACK_API
    response_origins: frozenset[str] = SLACK_ORIGINS

    def __post_init__(self) -> None:
        if not self.signing_secret.strip():
            raise ValueError("the signing secret is blank")

    def __repr__(self) -> str:
        return "SlackSettings(…)"  # its fields are secrets, which no log may hold

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> SlackSettings | None:
        """The settings, or None where SLACK_SIGNING_SECRET is missing or blank: then there is no webhook."""
        secret = environment.get("SLACK_SIGNING_SECRET", "").strip()
        if not secret:
            return None
        base = environment.get("ADVISOR_BASE_URL", "").strip().rstrip("/")
        return cls(
            secret,
            environment.get("SLACK_BOT_TOKEN", "").strip(),
            environment.get("MATTERMOST_TOKEN", "").strip(),
            base if is_web_address(base) else "",
            environment.get("SLACK_API_URL", "").strip() or SLACK_API,
        )


def is_web_address(text: str) -> bool:
    """Whether a text is an http or https address that a link can begin with."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not set(text) & set("<>| \"'")
