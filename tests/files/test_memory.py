"""A file of any size needs the same memory, and is read twice with the same result."""

import tracemalloc

import pytest

from support.sources.files.reading import read_file
from tests.files.making import a_source, write_ach, write_camt


@pytest.mark.parametrize(("write", "few"), [(write_camt, 150), (write_ach, 600)])
def test_ten_times_the_file_needs_no_more_memory(tmp_path, write, few):
    peaks = []
    for count in (few, 10 * few):
        path = write(tmp_path / "file", count)
        with path.open("rb") as stream:
            tracemalloc.start()
            try:
                read = sum(1 for entry in read_file(stream, a_source()).entries if entry.news)
                peaks.append(tracemalloc.get_traced_memory()[1])
            finally:
                tracemalloc.stop()
        assert read == count

    assert peaks[1] < peaks[0] * 1.3


@pytest.mark.parametrize("write", [write_camt, write_ach])
def test_a_file_read_twice_says_the_same_twice(tmp_path, write):
    path = write(tmp_path / "file", 300)
    with path.open("rb") as stream:
        first = list(read_file(stream, a_source()).entries)
        assert list(read_file(stream, a_source()).entries) == first
