from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from models import names
from models.checkpoint import CAFFE_BGR, IMAGENET_RGB, Checkpoint, load_checkpoint, save_checkpoint
from models.devices import Engine
from models.errors import ModelError
from models.fcn import build_network
from models.predictor import Predictor
from models.samples import VOC_NAMES
from models.weights import initialise
from models.zoo.conversion import NETWORKS, read_published
from models.zoo.ready_made import convert_file
from tests.unit.models import plain

CPU = Engine(torch.device("cpu"), "fp32")
VARIANTS = [("fcn32s", 32), ("fcn16s", 16), ("fcn8s", 8), ("fcn8s-atonce", 8)]


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    plain.reduce_widths(monkeypatch)


def image(height: int = 37, width: int = 66) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)


def saved(path: Path, state: dict[str, Tensor]) -> Path:
    torch.save(state, path)
    return path


def scores_of(checkpoint: Checkpoint) -> Tensor:
    return Predictor(checkpoint, CPU).predict(image()).scores


def is_near(found: Tensor, expected: Tensor) -> bool:
    assert found.shape == expected.shape
    assert float(expected.std()) > 0.01
    return float((found - expected).abs().max()) < 1e-4 * float(expected.abs().max())


def refused(path: Path, network: str | None = None) -> str:
    with pytest.raises(ModelError) as caught:
        read_published(path, network)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize(("network", "stride"), VARIANTS)
@pytest.mark.parametrize("noise", [0.0, 0.01])
def test_a_file_of_pytorch_fcn_gives_the_scores_of_the_plain_network(
    network: str, stride: int, noise: float, tmp_path: Path
) -> None:
    state = plain.draw(plain.vgg_shapes(stride), noise=noise)
    if network == "fcn8s-atonce":  # or the factors would make what they scale too small to be seen
        state["score_pool4.weight"] *= 100
        state["score_pool3.weight"] *= 10000
    convert_file(saved(tmp_path / "a.pth", state), str(tmp_path / "a.safetensors"), network if stride == 8 else None)
    checkpoint = load_checkpoint(tmp_path / "a.safetensors")
    expected = plain.vgg_scores(state, plain.caffe_input(image()), stride, is_at_once=network == "fcn8s-atonce")
    assert is_near(scores_of(checkpoint), expected[0])
    assert (checkpoint.config.padding, checkpoint.config.stride) == ("paper", stride)
    assert checkpoint.config.upsampling == ("all" if noise else "fixed")
    assert checkpoint.class_names == VOC_NAMES
    assert checkpoint.classes[15] == ("person", (192, 128, 128))
    assert checkpoint.normalisation == CAFFE_BGR
    assert checkpoint.max_side is None
    assert "a.pth" in checkpoint.provenance
    assert "BVLC" in checkpoint.license


def test_deconvolutions_that_were_learned_before_a_fixed_one_are_kept(tmp_path: Path) -> None:
    state = plain.draw(plain.vgg_shapes(8))
    state["upscore8.weight"] = plain.draw(plain.vgg_shapes(8), noise=0)["upscore8.weight"]
    checkpoint = read_published(saved(tmp_path / "a.pth", state), "fcn8s")
    assert checkpoint.config.upsampling == "learned"
    assert is_near(scores_of(checkpoint), plain.vgg_scores(state, plain.caffe_input(image()), 8)[0])


@pytest.mark.parametrize("is_legacy", [False, True])
@pytest.mark.parametrize("blob", [plain.new_blob, plain.legacy_blob, plain.double_blob])
def test_a_caffemodel_gives_the_scores_of_the_plain_network(is_legacy: bool, blob: Any, tmp_path: Path) -> None:
    state = plain.draw(plain.vgg_shapes(16), noise=0)
    path = plain.write_caffemodel(tmp_path / "a.caffemodel", state, blob=blob, is_legacy=is_legacy)
    checkpoint = read_published(path)
    assert is_near(scores_of(checkpoint), plain.vgg_scores(state, plain.caffe_input(image()), 16)[0])
    assert checkpoint.config.upsampling == "fixed"
    assert "BVLC" in checkpoint.license


def test_caffenet_gives_the_scores_of_the_plain_network(tmp_path: Path) -> None:
    state = plain.draw(plain.caffenet_shapes())
    checkpoint = read_published(plain.write_caffemodel(tmp_path / "fcn-alexnet-pascal.caffemodel", state))
    assert (checkpoint.config.trunk, checkpoint.config.stride) == ("caffenet", 32)
    for size in ((37, 66), (1, 1), (120, 33)):
        small = image(*size)
        found = Predictor(checkpoint, CPU).predict(small).scores
        assert is_near(found, plain.caffenet_scores(state, plain.caffe_input(small))[0]), size


def test_which_fcn_8s_it_is_must_be_said(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pth", plain.draw(plain.vgg_shapes(8)))
    assert "--network fcn8s or --network fcn8s-atonce" in refused(path)
    assert "holds FCN-8s, not fcn16s" in refused(path, "fcn16s")
    assert "it must be one of fcn8s, fcn8s-atonce, fcn16s, fcn32s" in refused(path, "fcn4s")
    assert "--network" in refused(plain.write_caffemodel(tmp_path / "a.caffemodel", plain.draw(plain.vgg_shapes(8))))
    with pytest.raises(ModelError, match="--network fcn8s"):
        load_checkpoint(path)


def test_what_is_said_must_not_contradict_the_sum_of_a_published_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import hashlib

    path = saved(tmp_path / "a.pth", plain.draw(plain.vgg_shapes(8)))
    digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    monkeypatch.setattr("models.zoo.conversion._MD5", {"fcn8s-atonce": digest})
    assert "published fcn8s-atonce (by its MD5 sum), not fcn8s" in refused(path, "fcn8s")
    assert read_published(path, "fcn8s-atonce").config.feature_scales == NETWORKS["fcn8s-atonce"][1]


def test_scale_layers_say_that_it_is_at_once(tmp_path: Path) -> None:
    state = plain.draw(plain.vgg_shapes(8))
    scaled = state | {"scale_pool3.weight": torch.full((8,), 0.0001), "scale_pool4.weight": torch.full((10,), 0.01)}
    path = plain.write_caffemodel(tmp_path / "a.caffemodel", scaled)
    checkpoint = read_published(path)
    assert checkpoint.config.feature_scales == (0.0001, 0.01, 1.0)
    expected = plain.vgg_scores(state, plain.caffe_input(image()), 8, is_at_once=True)
    assert is_near(scores_of(checkpoint), expected[0])
    assert "it is fcn8s-atonce, not fcn8s" in refused(path, "fcn8s")
    uneven = scaled | {"scale_pool3.weight": torch.arange(8.0)}
    assert "single channels" in refused(plain.write_caffemodel(tmp_path / "b.caffemodel", uneven))


@pytest.mark.parametrize(("classes", "mean"), [(60, 104.00698793), (40, 116.190), (2, 104.00698793)])
def test_other_data_sets_have_as_many_classes_as_their_scores(tmp_path: Path, classes: int, mean: float) -> None:
    state = plain.draw(plain.vgg_shapes(32, classes))
    checkpoint = read_published(plain.write_caffemodel(tmp_path / "a.caffemodel", state))
    assert checkpoint.class_names == [f"class {index}" for index in range(classes)]
    assert len({color for _, color in checkpoint.classes}) == classes
    assert checkpoint.normalisation.mean[0] == mean


def test_of_sift_flow_the_semantic_classes_are_taken(tmp_path: Path) -> None:
    state = plain.draw(plain.vgg_shapes(8, 33))
    doubled = {}
    for name, value in state.items():
        layer, kind = name.rsplit(".", 1)
        if layer.startswith(("score", "upscore")):
            doubled[f"{layer}_sem.{kind}"] = value
            doubled[f"{layer}_geo.{kind}"] = value[:3]
        else:
            doubled[name] = value
    checkpoint = read_published(plain.write_caffemodel(tmp_path / "a.caffemodel", doubled), "fcn8s")
    assert checkpoint.normalisation.mean == (114.578, 115.294, 108.353)
    x = plain.caffe_input(image()) + torch.tensor(CAFFE_BGR.mean)[:, None, None]
    x -= torch.tensor(checkpoint.normalisation.mean)[:, None, None]
    assert is_near(scores_of(checkpoint), plain.vgg_scores(state, x, 8)[0])


def torchvision_state(trunk: str) -> dict[str, Tensor]:
    """A classifier under torchvision's names, as narrow as the trunk is here."""
    net = build_network(read_config(trunk)).state_dict()
    layers = {
        "alexnet": {0: "conv1", 3: "conv2", 6: "conv3", 8: "conv4", 10: "conv5"},
        "vgg16": dict(
            zip(
                (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28),
                [f"conv{n}_{i}" for n, (_, count) in enumerate(plain.VGG, 1) for i in range(1, count + 1)],
                strict=True,
            )
        ),
    }[trunk]
    short = {name.split(".", 2)[-1]: value for name, value in net.items() if name.startswith("trunk.")}
    shapes = {
        f"features.{number}.{kind}": tuple(short[f"{layer}.{kind}"].shape)
        for number, layer in layers.items()
        for kind in ("weight", "bias")
    }
    first, second = {"alexnet": (1, 4), "vgg16": (0, 3)}[trunk]
    shapes[f"classifier.{first}.weight"] = (plain.FC, net["fc6.weight"][0].numel())
    shapes[f"classifier.{second}.weight"] = (plain.FC, plain.FC)
    for place in (first, second):
        shapes[f"classifier.{place}.bias"] = (plain.FC,)
    return plain.draw(shapes | {"classifier.6.weight": (1000, plain.FC), "classifier.6.bias": (1000,)})


def read_config(trunk: str) -> Any:
    from models.fcn import FcnConfig

    return FcnConfig(classes=21, trunk=trunk)


@pytest.mark.parametrize("trunk", ["alexnet", "vgg16"])
def test_a_classifier_of_torchvision_becomes_a_network_to_train(trunk: str, tmp_path: Path) -> None:
    state = torchvision_state(trunk)
    checkpoint = read_published(saved(tmp_path / "a.pth", state), "fcn16s")
    assert (checkpoint.config.trunk, checkpoint.config.stride, checkpoint.config.padding) == (trunk, 16, "same")
    assert checkpoint.normalisation == IMAGENET_RGB
    assert "untrained" in checkpoint.provenance
    first = {"alexnet": "classifier.1", "vgg16": "classifier.0"}[trunk]
    assert torch.equal(checkpoint.state["fc6.weight"].flatten(1), state[f"{first}.weight"])
    assert not scores_of(checkpoint).any()


def test_a_converted_classifier_is_a_start_for_training(tmp_path: Path) -> None:
    state = torchvision_state("alexnet")
    save_checkpoint(read_published(saved(tmp_path / "a.pth", state)), tmp_path / "a.safetensors")
    net = build_network(read_config("alexnet"))
    initialise(net, str(tmp_path / "a.safetensors"))
    assert torch.equal(net.trunk.state_dict()["stage8.conv1.weight"], state["features.0.weight"])
    assert torch.equal(net.fc7.bias, state["classifier.4.bias"])  # type: ignore[arg-type]


def test_squeezenet_of_torchvision_is_converted(tmp_path: Path) -> None:
    from torchvision.models import squeezenet1_0, squeezenet1_1

    reference = squeezenet1_0(weights=None)
    checkpoint = read_published(saved(tmp_path / "a.pth", reference.state_dict()))
    assert checkpoint.config.trunk == "squeezenet"
    assert torch.equal(checkpoint.state["trunk.stage8.fire5.squeeze.weight"], reference.features[8 - 1].squeeze.weight)
    assert "has shape" in refused(saved(tmp_path / "b.pth", squeezenet1_1(weights=None).state_dict()))


@pytest.mark.parametrize("trunk", ["caffenet", "vgg16"])
def test_a_classifier_of_caffe_becomes_a_network_to_train(trunk: str, tmp_path: Path) -> None:
    shapes = plain.caffenet_shapes() if trunk == "caffenet" else plain.vgg_shapes(32)
    kept = {name: shape for name, shape in shapes.items() if "score" not in name}
    kept["fc6.weight"] = (plain.FC, int(np.prod(kept["fc6.weight"][1:])))
    kept["fc7.weight"] = (plain.FC, plain.FC)
    state = plain.draw(kept | {"fc8.weight": (1000, plain.FC), "fc8.bias": (1000,)})
    path = plain.write_caffemodel(tmp_path / "a.caffemodel", state, is_legacy=True, blob=plain.legacy_blob)
    checkpoint = read_published(path)
    assert (checkpoint.config.trunk, checkpoint.normalisation) == (trunk, CAFFE_BGR)
    assert torch.equal(checkpoint.state["fc6.weight"].flatten(1), state["fc6.weight"])
    assert not scores_of(checkpoint).any()


def test_what_is_no_known_network_is_refused(tmp_path: Path) -> None:
    state = plain.draw(plain.vgg_shapes(16))
    without = {name: value for name, value in state.items() if not name.startswith("upscore")}
    for changed, said in (
        ({"layer.weight": torch.zeros(1)}, "no network that Segmend knows"),
        (without, "no deconvolution"),
        ({name: value for name, value in state.items() if name != "conv3_2.bias"}, "lacks 1 weights"),
        (state | {"moon.weight": torch.zeros(1)}, "does not have, the first moon.weight"),
        (state | {"conv1_1.weight": torch.zeros(4, 4, 3, 3)}, "has shape"),
        (state | {"score_fr.weight": torch.zeros(300, 14, 1, 1)}, "1 to 255 classes"),
        (state | {"score_fr.weight": torch.zeros(())}, "1 to 255 classes"),
        (state | {"fc7.bias": torch.full((14,), float("nan"))}, "not finite"),
        (state | {"fc7.bias": torch.zeros(14, dtype=torch.int64)}, "not floating point"),
        (state | {"fc7.bias": torch.zeros(1).expand(10**15)}, "has shape"),
        ({"features.0.weight": torch.zeros(1), "features.x.y": torch.zeros(1)}, "has shape (1,)"),
        ({"backbone.conv1.weight": torch.zeros(1)}, "not the classifier of an FCN"),
        ({"features.0.weight": torch.zeros(1), "features.30.weight": torch.zeros(1)}, "deeper VGG"),
    ):
        assert said in refused(saved(tmp_path / "a.pth", changed)), said
    assert "There is no file" in refused(tmp_path / "none.pth")
    assert "There is no file" in refused(tmp_path)
    assert "safetensors file" in refused(tmp_path / "a.safetensors")


def test_weights_that_share_their_memory_are_converted(tmp_path: Path) -> None:
    state = plain.draw(plain.vgg_shapes(32), noise=0)
    state["conv5_2.weight"] = state["conv5_3.weight"]
    state["conv4_2.weight"] = state["conv4_2.weight"].transpose(2, 3)
    convert_file(saved(tmp_path / "a.pth", state), str(tmp_path / "b.safetensors"), None)
    found = load_checkpoint(tmp_path / "b.safetensors")
    assert is_near(scores_of(found), plain.vgg_scores(state, plain.caffe_input(image()), 32)[0])


def test_a_published_file_is_used_as_it_is_where_it_says_what_it_is(tmp_path: Path) -> None:
    state = plain.draw(plain.vgg_shapes(32))
    checkpoint = load_checkpoint(saved(tmp_path / "a.pth", state))
    assert is_near(scores_of(checkpoint), plain.vgg_scores(state, plain.caffe_input(image()), 32)[0])


def test_a_name_goes_among_the_persons_models(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = saved(tmp_path / "a.pth", plain.draw(plain.vgg_shapes(32)))
    assert convert_file(path, "voc", None) == 0
    assert "--model voc" in capsys.readouterr().out
    assert names.find_model("voc") == names.user_folder() / "voc.safetensors"
    assert load_checkpoint(names.find_model("voc")).config.stride == 32
    for wrong in ("bundled", ".hidden"):
        with pytest.raises(ModelError, match="cannot be the name"):
            convert_file(path, wrong, None)
    assert [file.name for file in tmp_path.iterdir()] == ["a.pth"]


def test_a_conversion_that_fails_leaves_what_stood_there(tmp_path: Path) -> None:
    (tmp_path / "out.safetensors").write_bytes(b"before")
    (tmp_path / "a.pth").write_bytes(b"damaged")
    for source in ("a.pth", "none.pth"):
        with pytest.raises(ModelError):
            convert_file(tmp_path / source, str(tmp_path / "out.safetensors"), None)
    with pytest.raises(ModelError, match="would be overwritten"):
        convert_file(tmp_path / "a.pth", str(tmp_path / "a.pth"), None)
    assert (tmp_path / "out.safetensors").read_bytes() == b"before"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.pth", "out.safetensors"]
