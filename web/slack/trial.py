"""The webhook without Slack: a signed command and a pressed button, sent to the application in this process, and their answers shown.

printf 'we need a queue' | python -m web.slack.trial
"""

from __future__ import annotations

import json
import secrets
import sys
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from slack_sdk.signature import SignatureVerifier

from web import create_app
from web.slack.settings import SlackSettings

PLACE = {"team_id": "T0TRIAL", "channel_id": "C0TRIAL", "user_id": "U0TRIAL"}


def send(client: FlaskClient, secret: str, path: str, form: Mapping[str, str]) -> dict[str, Any]:
    """What the webhook answers to a form, signed as Slack signs it."""
    body, at = urlencode(form), str(int(time.time()))
    signature = SignatureVerifier(secret).generate_signature(timestamp=at, body=body) or ""
    headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}
    answer: dict[str, Any] = client.post(path, data=body, content_type="application/x-www-form-urlencoded", headers=headers).get_json()
    return answer


def show(message: Mapping[str, Any]) -> str:
    """A message's blocks as lines, its buttons in brackets."""
    lines = [f"({message['response_type']})"]
    for block in message["blocks"]:
        texts = [block["text"]] if "text" in block else block.get("fields", [])
        lines += [text["text"] for text in texts]
        elements = [f"[{e['text']['text']}]" if e.get("type") == "button" else e["text"] for e in block.get("elements", ())]
        lines += ["  ".join(elements)] if elements else []
    return "\n".join(lines)


def main() -> None:
    """Send the text of standard input as `/advisor TEXT`, press the first button of the answer, and show both answers."""
    text, secret = sys.stdin.read().strip(), secrets.token_hex(16)
    client = create_app(slack=SlackSettings(secret, base_url="http://127.0.0.1:8000")).test_client()
    first = send(client, secret, "/slack/command", {"command": "/advisor", "text": text, **PLACE})
    sys.stdout.write(f"/advisor {text}\n\n{show(first)}\n")
    pressed = next((element for block in first["blocks"] if block["type"] == "actions" for element in block["elements"]), None)
    if pressed:
        action = {"action_id": pressed["action_id"], "value": pressed["value"]}
        payload = {"type": "block_actions", "team": {"id": PLACE["team_id"]}, "channel": {"id": PLACE["channel_id"]}, "user": {"id": PLACE["user_id"]}, "actions": [action]}
        second = send(client, secret, "/slack/interactive", {"payload": json.dumps(payload)})
        sys.stdout.write(f"\n\nThe button [{pressed['text']['text']}] pressed:\n\n{show(second)}\n")


if __name__ == "__main__":
    main()
