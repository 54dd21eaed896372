"""A compiled kernel never outlives the source of another that it may hold a copy of."""

from pathlib import Path

from isopolis.measure.kernel_cache import discard_outdated


def test_compiled_kernels_go_when_the_source_of_one_changes(tmp_path: Path) -> None:
    inner = tmp_path / "inference" / "__pycache__"
    inner.mkdir(parents=True)
    source, other = tmp_path / "inference" / "draws.py", tmp_path / "tables.py"
    source.write_text("@njit\ndef draw(): ...\n")
    other.write_text("def table(): ...\n")
    compiled = inner / "draws.draw-1.py311.nbi"

    compiled.write_bytes(b"old")
    assert discard_outdated(tmp_path)
    assert not compiled.exists()

    compiled.write_bytes(b"new")
    assert not discard_outdated(tmp_path)
    other.write_text("def table(): return 1\n")
    assert not discard_outdated(tmp_path)
    assert compiled.exists()

    source.write_text("@njit\ndef draw(): return 2\n")
    assert discard_outdated(tmp_path)
    assert not compiled.exists()
