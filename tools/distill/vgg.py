"""VGG19's convolutions up to block4_conv2, at any width: the teacher and the student are the same class.

Input: [N, 3, H, W] in BGR order, 0..255 minus the Caffe means. Features are taken after the ReLU and named as in Keras.
"""

import h5py
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

# Of what lies behind block4_conv2, the recipe reads only block5_conv1, for 1 in 200 of the style.
BLOCK_DEPTHS = (2, 2, 4, 2)
TEACHER_WIDTHS = (64, 128, 256, 512)
# The last block ends up twice as wide: see widen.py.
STUDENT_WIDTHS = (16, 32, 64, 128)
STYLE_LAYERS = tuple(f"block{block}_conv1" for block in range(1, 5))
CONTENT_LAYER = "block4_conv2"
MATCHED_LAYERS = (*STYLE_LAYERS, CONTENT_LAYER)
CAFFE_MEANS_BGR = (103.939, 116.779, 123.68)


class Vgg(nn.Module):
    def __init__(self, widths, pooling="average"):
        super().__init__()
        self.widths, self.pooling = tuple(widths), pooling
        self.names = []
        self.convs = nn.ModuleList()
        channels = 3
        for block, (depth, width) in enumerate(zip(BLOCK_DEPTHS, widths), start=1):
            for index in range(1, depth + 1):
                self.names.append(f"block{block}_conv{index}")
                self.convs.append(nn.Conv2d(channels, width, 3, padding=1))
                channels = width

    def pool(self, x):
        return F.max_pool2d(x, 2) if self.pooling == "max" else F.avg_pool2d(x, 2)

    def forward(self, x, layers=MATCHED_LAYERS, replicate=False):
        """Features of `layers` by name. `replicate` repeats the image's border for the first convolution only."""
        taken = {}
        last = max(self.names.index(layer) for layer in layers)
        for position, (name, conv) in enumerate(zip(self.names[: last + 1], self.convs)):
            if position == 0 and replicate:
                x = F.conv2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), conv.weight, conv.bias)
            else:
                if position > 0 and name.endswith("conv1"):
                    x = self.pool(x)
                x = conv(x)
            x = F.relu(x)
            if name in layers:
                taken[name] = x
        return taken


def load_teacher(path, pooling="average"):
    """VGG19 from Keras' `notop` file (HWIO kernels), frozen."""
    model = Vgg(TEACHER_WIDTHS, pooling)
    with h5py.File(path, "r") as file, torch.no_grad():
        for name, conv in zip(model.names, model.convs):
            kernel = np.asarray(file[name][f"{name}_W_1:0"], dtype=np.float32)
            conv.weight.copy_(torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy()))
            conv.bias.copy_(torch.from_numpy(np.asarray(file[name][f"{name}_b_1:0"], dtype=np.float32)))
    return model.requires_grad_(False).eval()


def load_student(state):
    """A frozen student with the widths of `state`, a state dict."""
    model = Vgg([state[f"convs.{sum(BLOCK_DEPTHS[:block])}.weight"].shape[0] for block in range(len(BLOCK_DEPTHS))])
    model.load_state_dict(state)
    return model.requires_grad_(False).eval()


def load_exported(widths, tensors):
    """A frozen student from an exported file's tensors. Layers that the file lacks stay random."""
    model = Vgg(widths).requires_grad_(False)
    for name, conv in zip(model.names, model.convs):
        if f"{name}.kernel" in tensors:
            conv.weight.copy_(torch.from_numpy(tensors[f"{name}.kernel"]))
            conv.bias.copy_(torch.from_numpy(tensors[f"{name}.bias"]))
    return model


def preprocess(rgb):
    """[N, 3, H, W] RGB in 0..1 to the Caffe convention."""
    means = torch.tensor(CAFFE_MEANS_BGR, dtype=rgb.dtype).view(1, 3, 1, 1)
    return rgb.flip(1) * 255 - means


def gram(features):
    """[N, C, H, W] to [N, C, C], divided by H·W. Takes one product per picture: batches are slow without MKL."""
    flat = features.flatten(2)
    return torch.stack([picture @ picture.T for picture in flat]) / flat.shape[2]
