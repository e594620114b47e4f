"""The local SendGrid refuses what the documents refuse."""

import pytest

from alerts.delivery.transports.base import SendVerdict
from tests.contract.mail_send_rules import faults_of, faults_of_request, read_strictly
from tests.contract.sendgrid.letters import person, send

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "wrong",
    [
        {"personalizations": []},
        {"personalizations": [{"to": [{"email": f"p{n}@example.com"}]} for n in range(1001)]},
        {"personalizations": [{"to": [{"email": "a@example.com"}]}, {"to": [{"email": "A@example.com"}]}]},
        {"personalizations": [{"to": [{"email": "a@example.com", "name": "A; B"}]}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "headers": {"Subject": "x"}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "custom_args": {"cw_message": 1}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "substitutions": {"-a-": "x" * 10_000}}]},
        {"from": {"email": "a@example.com", "name": "Ä"}},
        {"subject": ""},
        {"content": [{"type": "text/html", "value": "a"}, {"type": "text/plain", "value": "a"}]},
        {"categories": ["alert", "alert"]},
        {"custom_args": {"cw_batch": 7}},
        {"message_id": "x"},
        {"personalizations": {}},
        {"personalizations": [{"to": [{"email": f"p{n}@example.com"} for n in range(1001)]}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "cc": [{"email": "a@example.com"}]}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "cc": [{"email": "nobody"}]}]},
        {"personalizations": [{"to": [{"email": "a@example.com", "mail": "a@example.com"}]}]},
        {"personalizations": [{"to": [{"email": "a@example.com\nX: y"}]}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "headers": {"List Id": "x"}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "headers": {"X-Name": "Ä"}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "headers": {"X-Name": "a\r\nBcc: b"}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "substitutions": {"-a-": 1}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "substitutions": {"-a-": "ä" * 5_000}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "custom_args": {"a": "x" * 9_990}}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "categories": ["alert"]}]},
        {"personalizations": [{"to": [{"email": "a@example.com"}], "send_at": 4_000_000_000}]},
        {"personalizations": [{"to": []}]},
        {"headers": {"X-SG-EID": "x"}},
        {"headers": {"X-Number": 1}},
        {"subject": 7},
        {"content": [{"type": "text/plain", "value": ""}]},
        {"content": [{"type": "text/plain", "value": "a", "charset": "utf-8"}]},
        {"categories": [str(n) for n in range(11)]},
        {"categories": ["x" * 256]},
        {"categories": "alert"},
        {"send_at": "now"},
        {"send_at": 4_000_000_000},
        {"batch_id": 7},
        {"asm": {"groups_to_display": [1]}},
        {"asm": {"group_id": 1, "groups_to_display": list(range(26))}},
        {"tracking_settings": {"click_tracking": {"enabled": False}}},
        {"tracking_settings": {"open_tracking": {"enable": "no"}}},
        {"reply_to": {"email": "a@example.com"}, "reply_to_list": [{"email": "b@example.com"}]},
    ],
)
def test_the_server_refuses_what_the_documents_refuse(server, wrong):
    assert send(person()).verdict is SendVerdict.ACCEPTED
    assert faults_of(server.requests[0] | wrong) != []


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"{}"),
        ({"Content-Type": "text/plain"}, b"{}"),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"{}"),
        ({"Content-Type": "application/json"}, b" " * 30_000_000),
    ],
)
def test_the_server_refuses_a_request_that_is_not_as_documented(headers, body):
    assert faults_of_request(headers, body) != []


@pytest.mark.parametrize("body", [b'{"a": 1, "a": 2}', b'{"a": NaN}', b'{"a": "\xff"}', b'{"a": 1'])
def test_the_server_reads_nothing_but_json(body):
    with pytest.raises(ValueError):
        read_strictly(body)
