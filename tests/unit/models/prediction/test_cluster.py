import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import ModelError
from models.prediction.files import Outputs, Request, predict_files
from tests.unit.models.miniatures import stored, write_blocks
from tests.unit.models.training.test_run_state import ROOT


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return write_blocks(tmp_path / "photos", 5) / "images"


def test_without_ray_the_extra_is_named(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    model = stored(tmp_path / "m.safetensors")
    request = Request((str(photos),), tmp_path / "out", str(model), "cpu", "fp32", Outputs())
    with pytest.raises(ModelError, match="extra `cluster`"):
        predict_files(request, workers=1, cluster="ray")
    with pytest.raises(ModelError, match="must be none or ray"):
        predict_files(request, workers=1, cluster="moon")


@pytest.mark.slow
@pytest.mark.timeout(900)  # Ray takes half a minute to start, on a busy machine minutes
def test_a_ray_cluster_writes_what_one_process_writes_and_a_rerun_only_the_rest(photos: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="needs the extra `cluster`")
    (photos / "bad.png").write_bytes(b"no image")
    model, outs = stored(tmp_path / "m.safetensors"), [tmp_path / "alone", tmp_path / "ray"]
    request = Request((str(photos),), outs[0], str(model), "cpu", "fp32", Outputs(overlay=True))
    assert predict_files(request, workers=1) == 1
    words = ["predict", photos, "--out", outs[1], "--model", model, "--device", "cpu", "--overlay", "--cluster", "ray"]
    command = [sys.executable, "-m", "models", *map(str, words)]

    def run() -> None:
        with open(tmp_path / "said", "w+") as file:  # a pipe would stay open as long as any of Ray's own processes
            done = subprocess.run(command, cwd=ROOT, env=dict(os.environ), stdout=file, stderr=file, timeout=400)
            file.seek(0)
            said = file.read()
        assert done.returncode == 1, said
        assert said.count("bad.png is no image") == 1
        assert "Traceback" not in said

    run()
    files = [{path.name: path.read_bytes() for path in out.iterdir()} for out in outs]
    assert files[0] == files[1]
    assert len(files[0]) == 2 + 2 * 5  # the classes and the mark of the model beside them
    kept = outs[1] / "image3.png"
    os.utime(kept, (1, 1))
    (outs[1] / "image4.png").unlink()
    run()
    assert kept.stat().st_mtime == 1
    assert (outs[1] / "image4.png").read_bytes() == files[0]["image4.png"]
