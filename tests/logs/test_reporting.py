"""What a Sentry-compatible server is told of an error."""

import gzip
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.notifications.workers import PROJECT, test_database_url

pytestmark = pytest.mark.django_db(transaction=True)
# A worker's task and a page meet an error that quotes a customer.
BREAKS = """
import django; django.setup()
import logging
from django.test import Client
from django.urls import path
from config import urls
from support.customers.models import Customer

def page(request, token):
    secret = request.GET["q"]
    Customer.objects.create(id=1, name=secret, email=secret)
    Customer.objects.create(id=1, name=secret, email=secret)

urls.urlpatterns.insert(0, path("s/<str:token>/breaks/", page))
client = Client(raise_request_exception=False, headers={"authorization": "Bearer hush-hush-hush"})
client.post("/s/abc.def/breaks/?q=li@example.test", {"body": "quiet words"})
Customer.objects.all().delete()
logging.getLogger("somebody").error("Not taken by %s", "li@example.test")
"""


class Receiver(BaseHTTPRequestHandler):
    bodies: list[bytes] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        is_packed = self.headers.get("Content-Encoding") == "gzip"
        self.bodies.append(gzip.decompress(body) if is_packed else body)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture
def server():
    Receiver.bodies.clear()
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_error_is_reported_with_its_place_and_nothing_that_it_is_about(server):
    environment = os.environ | {
        "DATABASE_URL": test_database_url(),
        "SENTRY_DSN": f"http://public@127.0.0.1:{server.server_port}/1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "ALLOWED_HOSTS": "testserver",
    }

    subprocess.run([sys.executable, "-c", BREAKS], env=environment, cwd=PROJECT, check=True)

    told = b"\n".join(Receiver.bodies).decode()
    for secret in ("li@example.test", "abc.def", "quiet words", "hush"):
        assert secret not in told
    events = [
        json.loads(line)
        for body in Receiver.bodies
        for line in body.splitlines()
        if b'"event_id"' in line and b'"level"' in line
    ]
    broken = next(event for event in events if "exception" in event)
    last = broken["exception"]["values"][-1]
    assert last["value"].startswith("django.db.utils.IntegrityError 23505 customers_customer")
    assert last["stacktrace"]["frames"]
    assert broken["transaction"] == "/s/{token}/breaks/"
    assert broken["release"] == "0.1.0"
    assert any(event.get("logentry", {}).get("message") == "Not taken by %s" for event in events)
