from pathlib import Path

from fuzzing import FORMATS, outcomes


def test_a_broken_file_is_read_or_refused_in_one_sentence(tmp_path: Path) -> None:
    """The same as benchmarks/fuzz_formats.py, with fewer files."""
    found = list(outcomes(count=350, seed=3, folder=tmp_path))
    assert [one for one in found if one[1] not in {"read", "refused"}] == []
    assert {name for name, _, _ in found} == set(FORMATS)
    assert {outcome for _, outcome, _ in found} == {"read", "refused"}
