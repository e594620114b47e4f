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
    assert "It can be promised of each document" in out.getvalue()
    with pytest.raises(CommandError, match="how many"):
        call_command("simulate_capture")
    path.write_text("a.example many\n")
    with pytest.raises(CommandError, match="Line 1"):
        call_command("simulate_capture", hosts=path)


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
