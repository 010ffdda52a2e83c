"""Which pooling should the compact encoder be trained for? Same pictures through three variants of the teacher.

Judged on layers nobody optimised (block1..4_conv2), always with the unmodified max-pooling VGG19.
"""

import argparse
import time
from pathlib import Path

import torch

from pictures import load_with_area, save
from stylize import Encoder, style_distance, stylize
from vgg import load_teacher, preprocess

HELD_OUT = tuple(f"block{block}_conv2" for block in range(1, 5))
PAIRS = (
    ("bridge", "van-gogh-starry-night"),
    ("cat", "kandinsky-composition-viii"),
    ("bridge", "kandinsky-composition-viii"),
    ("cat", "van-gogh-starry-night"),
)


def matching_gains(weights, photos):
    """Per-pool gains that give average pooling the mean pooled activation of max pooling, found pool by pool."""
    reference = load_teacher(weights, "max")
    gains = []
    for block in range(1, 5):
        layer = f"block{block}_conv{reference.names.count(f'block{block}_conv4') * 2 + 2}"
        model = load_teacher(weights, "average", (*gains, *[1.0] * (4 - len(gains))))
        wanted = got = 0.0
        for photo in photos:
            x = preprocess(photo)
            with torch.no_grad():
                wanted += float(reference.pool(reference(x, (layer,))[layer], block).mean())
                got += float(model.pool(model(x, (layer,))[layer], block).mean())
        gains.append(wanted / got)
    return gains


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--styles", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--side", type=int, default=256)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    judge = load_teacher(options.weights, "max")
    photos = [load_with_area(path, 192) for path in sorted(options.photos.glob("*.jpg"))]
    gains = matching_gains(options.weights, photos)
    print("gains", [round(gain, 3) for gain in gains], flush=True)
    variants = {
        "max": load_teacher(options.weights, "max"),
        "average": load_teacher(options.weights, "average"),
        "average-gain": load_teacher(options.weights, "average", gains),
    }
    for photo, style in PAIRS:
        sides = (options.side // 2, options.side)
        contents = [load_with_area(options.photos / f"{photo}.jpg", side) for side in sides]
        styles = [load_with_area(options.styles / f"{style}.webp", side) for side in sides]
        for name, network in variants.items():
            began = time.time()
            picture = stylize(Encoder(network), contents, styles, (60, 60))
            save(picture, options.out / f"{photo}-{style}-{name}.png")
            held_out = style_distance(judge, picture, styles[-1], HELD_OUT)
            optimised = style_distance(judge, picture, styles[-1])
            seconds = time.time() - began
            print(f"{photo} {style} {name}: held-out {held_out:.3f} conv1 {optimised:.3f} {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main()
