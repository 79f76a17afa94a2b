"""The commands `models convert` and `models download`: published weights as checkpoints among the person's own."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from models.checkpoint import check_writable, save_checkpoint
from models.errors import ModelError
from models.names import SUFFIX, place_of, user_folder
from models.zoo.conversion import read_published
from models.zoo.download import RemoteFile, fetch

#: torchvision's name of a network -> which of its weights; their addresses end in the beginning of the SHA-256 sum
DOWNLOADS = {
    "fcn_resnet50": "COCO_WITH_VOC_LABELS_V1",
    "fcn_resnet101": "COCO_WITH_VOC_LABELS_V1",
    "vgg16": "IMAGENET1K_V1",
    "alexnet": "IMAGENET1K_V1",
    "squeezenet1_0": "IMAGENET1K_V1",
}
#: name -> the published file and what converting it takes; these have no address that can be relied on
ELSEWHERE = {
    **{
        name: (f"{name}_from_caffe.pth", "the project wkentaro/pytorch-fcn", f" --network {name}")
        for name in ("fcn32s", "fcn16s", "fcn8s", "fcn8s-atonce")
    },
    "fcn-alexnet": ("fcn-alexnet-pascal.caffemodel", "fcn.berkeleyvision.org", ""),
}


def convert_file(source: Path, target: str, network: str | None) -> int:
    """Write the checkpoint of published weights and say what it is. Raises ModelError."""
    path = place_of(target)
    check_writable(path)
    if path.exists() and source.exists() and path.samefile(source):
        raise ModelError(f"{source} would be overwritten by what is made of it; give another name.")
    _convert(source, path, network)
    return 0


def _convert(source: Path, path: Path, network: str | None) -> None:
    checkpoint = read_published(source, network)
    save_checkpoint(checkpoint, path)
    model = path.stem if path.parent == user_folder() else path
    print(f"{path}: {checkpoint.provenance}; {len(checkpoint.classes)} classes. Use it with --model {model}")


def remote_file(name: str) -> RemoteFile:
    """What torchvision says of one of DOWNLOADS: address, checksum and size. Raises ModelError."""
    if name in ELSEWHERE:
        file, place, option = ELSEWHERE[name]
        raise ModelError(
            f"{name} cannot be downloaded from here: get {file} from {place}, then run "
            f"`models convert {file} {name}{option}`."
        )
    if name not in DOWNLOADS:
        raise ModelError(f"There is no {name} to download; choose one of {', '.join((*DOWNLOADS, *ELSEWHERE))}.")
    from torchvision.models import get_model_weights

    weights = get_model_weights(name)[DOWNLOADS[name]]
    url: str = weights.url
    checksum = Path(url).stem.rpartition("-")[2]
    return RemoteFile(url, checksum, limit=int(weights.meta["_file_size"] * 2**20 * 1.05))


def download_model(name: str) -> int:
    """Fetch, check and convert one of DOWNLOADS; what is already there is left as it is. Raises ModelError."""
    remote = remote_file(name)
    path = user_folder() / f"{name}{SUFFIX}"
    if path.is_file():
        print(f"{path} is there already. Use it with --model {name}, or delete it to download it again.")
        return 0
    check_writable(path)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(remote.name, total=None)
        source = fetch(
            remote, user_folder() / "downloads", lambda done, total: shown.update(task, completed=done, total=total)
        )
    _convert(source, path, None)
    source.unlink()
    return 0
