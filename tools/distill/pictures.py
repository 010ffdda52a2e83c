"""Reading and writing pictures as [1, 3, H, W] RGB tensors in 0..1."""

import numpy as np
import torch
from PIL import Image


def open_rgb(path):
    """Transparent pixels become white."""
    image = Image.open(path)
    if image.mode in ("RGBA", "LA", "P"):
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return image.convert("RGB")


def to_tensor(image):
    array = np.asarray(image, dtype=np.float32) / 255
    return torch.from_numpy(array.transpose(2, 0, 1).copy())[None]


def load_with_area(path, side):
    """The picture scaled to about `side`² pixels; both sides are multiples of 16."""
    image = open_rgb(path)
    scale = side / (image.width * image.height) ** 0.5
    size = tuple(max(32, round(length * scale / 16) * 16) for length in image.size)
    return to_tensor(image.resize(size, Image.LANCZOS))


def save(tensor, path):
    array = tensor[0].detach().clamp(0, 1).mul(255).round().byte().permute(1, 2, 0).numpy()
    Image.fromarray(array).save(path)
