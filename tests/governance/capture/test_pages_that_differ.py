"""Pages that write a part anew at each request, break off, or come in a wrong code: nobody is told of that."""

import json

import pytest

from governance.models import Capture, CaptureRecord, Change, Version
from tests.governance.capture.site import CLAUSES, policy
from tests.local_web import Answer, text

pytestmark = [pytest.mark.django_db, pytest.mark.on_sqlite]
RAISED = (*CLAUSES[:14], CLAUSES[14].replace("15 coins", "99 coins"))
FRAMES = {
    "counter": "Visitor number {n}. Page made in 0.{n} seconds. Request ID a{n}f.",
    "clock": "Your last visit: 29 November 2026 15:22:{n}. There are {n} people online now.",
    "rate": "Prices as of 15:22:{n}: 1 credit = 0.9{n} euros.",
}


class Restless:
    """A page that writes a line anew at each request."""

    def __init__(self, frame):
        self.frame, self.asked, self.clauses = frame, 11, CLAUSES

    def __call__(self, _):
        self.asked += 1
        return policy(*self.clauses, self.frame.format(n=self.asked))


def told():
    return [change.headline for change in Change.objects.alertable().order_by("published_at")]


def read_on(web, times=3):
    for _ in range(times):
        web.pass_time(hours=6)
        web.read()


@pytest.mark.parametrize("frame", FRAMES)
def test_what_the_page_writes_anew_each_time_makes_no_version_and_a_true_change_beside_it_is_told_alone(watched, frame):
    page = Restless(FRAMES[frame])
    web = watched({"owl.example": {"/terms": page}})
    document = web.document()
    web.read()
    read_on(web)
    assert (Version.objects.count(), told(), web.health(document)) == (1, [], ("verified", ""))
    page.clauses = RAISED
    read_on(web, 2)
    assert Version.objects.count() == 2
    [change] = Change.objects.alertable()
    assert (change.added_count, change.removed_count, change.modified_count) == (0, 0, 1)
    assert "99 coins" in change.headline


UMLAUTS = "Die Gebühr beträgt 9 € – “naïve” façade — señor."
SENT = policy(*CLAUSES, UMLAUTS)
BODY = SENT.body.decode()


@pytest.mark.parametrize(
    "body",
    [
        BODY.encode("cp1252"),
        BODY.encode().decode("cp1252", "replace").encode(),
        BODY.encode().decode("latin-1").encode().decode("latin-1").encode(),
    ],
    ids=["not as it says", "twice", "three times"],
)
def test_a_text_that_is_only_decoded_otherwise_is_never_told(watched, body):
    web = watched({"owl.example": {"/terms": SENT}})
    document = web.document()
    web.read()
    web.site["owl.example"]["/terms"] = Answer(body, 200, SENT.headers)
    read_on(web, 10)
    assert (Version.objects.count(), told(), web.health(document)) == (1, [], ("suspect", "letters"))
    web.site["owl.example"]["/terms"] = SENT
    read_on(web, 1)
    assert (Version.objects.count(), web.health(document)) == (1, ("verified", ""))


def test_a_text_that_is_decoded_well_at_last_is_not_told(watched):
    web = watched({"owl.example": {"/terms": Answer(BODY.encode().decode("latin-1").encode(), 200, SENT.headers)}})
    document = web.document()
    web.read()
    web.site["owl.example"]["/terms"] = SENT
    read_on(web, 1)
    assert (Version.objects.count(), told(), web.health(document)) == (2, [], ("verified", ""))


LONG = tuple(f"{clause} This is paragraph {number} of the terms." for number, clause in enumerate(CLAUSES * 3))


@pytest.mark.parametrize(
    "end", [b"paragraph 31", b"<p>We may ask owl number 3 to carry", b""], ids=["sentence", "tag", "tags"]
)
def test_a_page_that_breaks_off_is_doubted_for_a_day(watched, end):
    whole = policy(*LONG)
    cut = whole.body.index(end) + len(end) // 2 if end else whole.body.index(b"paragraph 40") + 30
    broken = whole.body[: max(cut, whole.body.index(b"paragraph 30"))]
    web = watched({"owl.example": {"/terms": whole}})
    document = web.document()
    web.read()
    web.site["owl.example"]["/terms"] = Answer(broken, 200, whole.headers)
    read_on(web, 3)
    assert (Version.objects.count(), told(), web.health(document)) == (1, [], ("suspect", "broken_off"))
    read_on(web, 4)
    assert (Version.objects.count(), web.health(document)) == (2, ("verified", ""))


def test_a_page_that_no_longer_closes_its_elements_is_not_doubted_for_that(watched):
    whole = policy(*LONG)
    web = watched({"owl.example": {"/terms": whole}})
    document = web.document()
    web.read()
    web.site["owl.example"]["/terms"] = Answer(whole.body.replace(b"</body></html>", b""), 200, whole.headers)
    read_on(web, 1)
    assert web.health(document) == ("verified", "")


def test_the_record_of_a_text_made_of_several_looks_names_them(watched):
    page = Restless(FRAMES["counter"])
    web = watched({"owl.example": {"/terms": page}})
    web.document()
    web.read()
    read_on(web, 1)
    *_, one, other, last = Capture.objects.order_by("pk")
    told_of = [json.loads(record.content) for record in CaptureRecord.objects.order_by("pk")]
    assert [record["text_of"] for record in told_of[:-1]] == [[]] * (len(told_of) - 1)
    first = Capture.objects.order_by("pk").first()
    assert told_of[-1]["text_of"] == [first.public_id, one.public_id, other.public_id]
    assert told_of[-1]["capture"] == last.public_id


def test_a_page_that_is_sent_as_plain_text_is_read_as_the_page_that_it_is(watched):
    web = watched({"owl.example": {"/terms": policy()}})
    document = web.document()
    web.read()
    web.site["owl.example"]["/terms"] = text(policy(*RAISED).body.decode())
    read_on(web)
    assert web.health(document) == ("verified", "")
    assert [[one.kind for one in change.provision_changes.all()] for change in Change.objects.alertable()] == [
        ["modified"]
    ]
