"""What goes out to Slack: messages and answers to a `response_url`, off the request's path."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import ConnectionErrorRetryHandler, HttpRequest, HttpResponse, RateLimitErrorRetryHandler, RetryHandler, RetryState
from slack_sdk.http_retry.builtin_handlers import ServerErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from web.slack.settings import SlackSettings

log = logging.getLogger("advisor.slack")
SECONDS = 5  # a single call may take
MOST_WAITING = 100
MOST_SENDING = 2
MOST_RETRIES = 2
MOST_PATIENCE = 30  # seconds that Slack may ask us to wait
MOST_PAGES = 5
PAGE = 200


class PatientRateLimitHandler(RateLimitErrorRetryHandler):
    """Waits as long as Slack asks, within reason: one message must not hold up the others for an hour."""

    def _can_retry(self, *, state: RetryState, request: HttpRequest, response: HttpResponse | None = None, error: Exception | None = None) -> bool:
        if not super()._can_retry(state=state, request=request, response=response, error=error) or response is None:
            return False
        asked = next((values for name, values in response.headers.items() if name.lower() == "retry-after"), ["1"])
        return asked[0].isdigit() and int(asked[0]) <= MOST_PATIENCE


class Delivery:
    """Sends in a few threads, each call with a time limit and retries. What is one too many or cannot be delivered is logged and counted."""

    def __init__(self, settings: SlackSettings) -> None:
        self._settings = settings
        self._client = WebClient(token=settings.bot_token or None, base_url=settings.api_url, timeout=SECONDS, retry_handlers=retry_handlers())
        self._threads = ThreadPoolExecutor(MOST_SENDING, thread_name_prefix="slack")
        self._places = threading.BoundedSemaphore(MOST_WAITING)
        self._count = threading.Lock()
        self.delivered = 0
        self.undelivered = 0

    def can_post(self) -> bool:
        """Whether there is a token to post messages with."""
        return bool(self._settings.bot_token)

    def submit(self, what: str, send: Callable[[], None]) -> bool:
        """Have something sent soon; False where too much is waiting. `what` names it in the log."""
        if not self._places.acquire(blocking=False):
            self._fail(what, "too many are waiting")
            return False
        self._threads.submit(self._run, what, send)
        return True

    def respond(self, url: object, message: Mapping[str, Any]) -> None:
        """Answer to a `response_url`, where it is Slack's own."""
        if not isinstance(url, str) or not self._is_slack(url):
            return

        def send() -> None:
            answer = WebhookClient(url, timeout=SECONDS, retry_handlers=retry_handlers()).send_dict(dict(message))
            if answer.status_code != 200:
                raise ConnectionError(f"status {answer.status_code}")

        self.submit("an answer to a button", send)

    def post(self, channel: str, thread: str | None, message: Mapping[str, Any]) -> None:
        """Post a message, in a thread where one is named. Raises SlackApiError or OSError; to be called within `submit`."""
        self._client.chat_postMessage(channel=channel, thread_ts=thread, text=message["text"], blocks=message["blocks"], unfurl_links=False, unfurl_media=False)

    def read_thread(self, channel: str, thread: str | None) -> list[dict[str, Any]]:
        """The messages of a thread, or the last ones of a channel, oldest first. Raises SlackApiError or OSError; to be called within `submit`."""
        if thread is None:
            return [*reversed(self._client.conversations_history(channel=channel, limit=20).get("messages") or [])]
        found: list[dict[str, Any]] = []
        cursor = None
        for _ in range(MOST_PAGES):
            page = self._client.conversations_replies(channel=channel, ts=thread, limit=PAGE, cursor=cursor)
            found += page.get("messages") or []
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        return found

    def close(self) -> None:
        """Wait until everything that was handed over is sent or given up."""
        self._threads.shutdown(wait=True)

    def _is_slack(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        return f"{parts.scheme}://{parts.netloc}" in self._settings.response_origins

    def _run(self, what: str, send: Callable[[], None]) -> None:
        try:
            send()
        except SlackApiError as error:
            self._fail(what, str(error.response.get("error", "")) or type(error).__name__)
        except Exception as error:  # whatever happened, the next one is still to be sent
            self._fail(what, type(error).__name__)
        else:
            with self._count:
                self.delivered += 1
        finally:
            self._places.release()

    def _fail(self, what: str, why: str) -> None:
        with self._count:
            self.undelivered += 1
        log.error("Slack: %s was not delivered (%s); %d so far", what, why[:80], self.undelivered)


def retry_handlers() -> list[RetryHandler]:
    """Two more tries, with growing pauses, after a dropped connection, a rate limit or an error of the server's."""
    return [ConnectionErrorRetryHandler(max_retry_count=MOST_RETRIES), PatientRateLimitHandler(max_retry_count=MOST_RETRIES), ServerErrorRetryHandler(max_retry_count=MOST_RETRIES)]
