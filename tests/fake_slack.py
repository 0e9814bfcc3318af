"""A Slack on loopback: keeps what it is sent, and answers well or as badly as it is told."""

import socket
import threading
import time

from flask import Flask, Response, request
from werkzeug.serving import make_server


class FakeSlack:
    """`moods` are the answers to the next calls ("ok", "429", "500", "hang", "drop"); with none left all is well. `thread` is what `conversations.replies` tells."""

    def __init__(self):
        self.posted, self.responded, self.calls, self.moods, self.thread = [], [], [], [], []
        self._server = make_server("127.0.0.1", 0, self._application(), threaded=True)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()  # seconds until it hears that it shall end
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def close(self):
        self._server.shutdown()

    def _application(self):
        app = Flask("fake slack")

        def in_mood(answer):
            self.calls.append((request.path, time.monotonic()))
            mood = self.moods.pop(0) if self.moods else "ok"
            if mood == "429":
                return Response('{"ok": false, "error": "ratelimited"}', 429, {"Retry-After": "1"}, content_type="application/json")
            if mood == "429 for an hour":
                return Response('{"ok": false, "error": "ratelimited"}', 429, {"Retry-After": "3600"}, content_type="application/json")
            if mood == "500":
                return Response("oh no", 500)
            if mood == "hang":
                time.sleep(3)
            if mood == "drop":
                request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return answer()

        def accept():
            self.posted.append({**request.get_json(), "token": request.headers.get("Authorization")})
            return {"ok": True, "ts": "9.9"}

        def respond():
            self.responded.append(request.get_json())
            return "ok"

        app.add_url_rule("/api/chat.postMessage", "post", lambda: in_mood(accept), methods=["POST"])
        app.add_url_rule("/api/conversations.replies", "replies", lambda: in_mood(lambda: {"ok": True, "messages": self.thread}), methods=["GET", "POST"])
        app.add_url_rule("/api/conversations.history", "history", lambda: in_mood(lambda: {"ok": True, "messages": self.thread[::-1]}), methods=["GET", "POST"])
        app.add_url_rule("/response", "respond", lambda: in_mood(respond), methods=["POST"])
        return app
