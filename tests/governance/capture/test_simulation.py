"""How late documents would be read, by the rules of the schedule alone."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from governance.capture.schedule.simulation import simulate, usual_hosts

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("documents", "hosts", "most"), [(935, 367, 45), (10_000, 3_345, 303), (100_000, 28_500, 1_931)]
)
def test_hosts_are_as_crowded_as_those_of_the_catalogue(documents, hosts, most):
    sizes = [size for _, size in usual_hosts(documents)]
    assert sum(sizes) == documents
    assert len(sizes) == pytest.approx(hosts, rel=0.01)
    assert max(sizes) == pytest.approx(most, rel=0.01)


def test_a_few_documents_are_read_on_time_and_a_crowded_host_is_asked_faster():
    lags = simulate([("a", 3), ("b", 2_000)], days=1)
    assert lags.holds
    assert not lags.refused()
    few, many = lags.hosts
    assert many.delay < few.delay
    assert max(few.lags) < 60


def test_what_a_host_cannot_bear_is_said_of_it():
    lags = simulate([("a", 3), ("b", 8_000)], days=1)
    assert not lags.holds
    assert [(host.name, count) for host, count in lags.refused()] == [("b", 8_000 - 4_937)]
    assert lags.slowest(1)[0].name == "b"


def test_the_command_reads_hosts_from_a_file_and_needs_to_know_how_many(tmp_path):
    path, out = tmp_path / "hosts", StringIO()
    path.write_text("a.example 3\nb.example 40\n\n")
    call_command("simulate_capture", hosts=path, days=0.6, stdout=out)
    assert "43 documents on 2 hosts" in out.getvalue()
    assert "This can be promised for every document" in out.getvalue()
    with pytest.raises(CommandError, match="how many"):
        call_command("simulate_capture")
    path.write_text("a.example many\n")
    with pytest.raises(CommandError, match="Line 1"):
        call_command("simulate_capture", hosts=path)


@pytest.mark.parametrize(
    "words",
    [
        *(("--documents", count) for count in ("0", "-3", "many", "1.5", "10000001", "")),
        *(("--documents", "9", "--days", days) for days in ("0", "-1", "nan", "inf", "soon", "31")),
        *(("--documents", "9", "--slots", slots) for slots in ("0", "-1", "x", "10001")),
        *(("--documents", "9", "--urgent", percent) for percent in ("-1", "100.1", "nan", "all")),
        ("--documents", "9", "--hosts", "hosts"),
        ("--hosts", "nowhere"),
        ("--hosts", "."),
        *(("--hosts", file) for file in ("empty", "binary", "words", "none", "negative", "twice", "huge")),
    ],
)
def test_what_can_not_be_simulated_is_refused_in_a_sentence(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, content in {
        "hosts": b"a.example 3\n",
        "empty": b"\n\n",
        "binary": b"\xff\xfe 3\n",
        "words": b"a.example b.example 3\n",
        "none": b"a.example 0\n",
        "negative": b"a.example -3\n",
        "twice": b"a.example 3\na.example 4\n",
        "huge": b"a.example 99999999999\n",
    }.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match=r"^(Error: argument --|Line [12] of |\S+ (names|is no|can't be) )"):
        call_command("simulate_capture", *words)


def test_more_hosts_than_documents_are_not_made_up():
    for documents in (1, 2, 3, 366):
        assert all(size >= 1 for _, size in usual_hosts(documents))
        assert sum(size for _, size in usual_hosts(documents)) == documents


@pytest.mark.parametrize("urgent_share", [0.0, 0.2, 1.0])
def test_what_is_urgent_is_read_hourly_and_the_promise_holds_for_all(urgent_share):
    lags = simulate([("a", 3), ("b", 150), ("c", 2_000)], days=1.5, urgent_share=urgent_share)
    assert lags.holds
    assert not lags.refused()
    few, some, many = (len(host.lags) / host.page_count for host in lags.hosts)
    assert many < 6.5
    assert (some > 20) == (urgent_share == 1.0)
    if urgent_share == 1.0:
        assert few > 20
