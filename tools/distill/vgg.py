"""VGG19's convolutional trunk up to block5_conv1, at any width: the teacher and the student are the same class.

Input: [N, 3, H, W] in BGR order, 0..255 minus the Caffe means. Features are taken after the ReLU and named as in Keras.
"""

import h5py
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

BLOCK_DEPTHS = (2, 2, 4, 4, 1)
TEACHER_WIDTHS = (64, 128, 256, 512, 512)
STUDENT_WIDTHS = (16, 32, 64, 128, 128)
# The last block ends up twice as wide, at 2.5 % more multiplications: see widen.py.
LAST_WIDTH = 256
STYLE_LAYERS = tuple(f"block{block}_conv1" for block in range(1, 6))
CONTENT_LAYER = "block4_conv2"
MATCHED_LAYERS = (*STYLE_LAYERS[:4], CONTENT_LAYER, STYLE_LAYERS[4])
CAFFE_MEANS_BGR = (103.939, 116.779, 123.68)


class Vgg(nn.Module):
    """`gains[b]` multiplies the output of the average pooling after block b + 1; max pooling ignores it."""

    def __init__(self, widths, pooling="average", gains=(1.0, 1.0, 1.0, 1.0)):
        super().__init__()
        self.widths, self.pooling, self.gains = tuple(widths), pooling, tuple(gains)
        self.names = []
        self.convs = nn.ModuleList()
        channels = 3
        for block, (depth, width) in enumerate(zip(BLOCK_DEPTHS, widths), start=1):
            for index in range(1, depth + 1):
                self.names.append(f"block{block}_conv{index}")
                self.convs.append(nn.Conv2d(channels, width, 3, padding=1))
                channels = width

    def pool(self, x, block):
        if self.pooling == "max":
            return F.max_pool2d(x, 2)
        return F.avg_pool2d(x, 2) * self.gains[block - 1]

    def forward(self, x, layers=MATCHED_LAYERS, replicate=False):
        """Features of `layers` by name. `replicate` repeats the image's border for the first convolution only."""
        taken = {}
        last = max(self.names.index(layer) for layer in layers)
        for position, (name, conv) in enumerate(zip(self.names[: last + 1], self.convs)):
            if position == 0 and replicate:
                x = F.conv2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), conv.weight, conv.bias)
            else:
                if position > 0 and name.endswith("conv1"):
                    x = self.pool(x, int(name[5]) - 1)
                x = conv(x)
            x = F.relu(x)
            if name in layers:
                taken[name] = x
        return taken


def load_teacher(path, pooling="average", gains=(1.0, 1.0, 1.0, 1.0)):
    """VGG19 from Keras' `notop` file (HWIO kernels), frozen."""
    model = Vgg(TEACHER_WIDTHS, pooling, gains)
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


def preprocess(rgb):
    """[N, 3, H, W] RGB in 0..1 to the Caffe convention."""
    means = torch.tensor(CAFFE_MEANS_BGR, dtype=rgb.dtype).view(1, 3, 1, 1)
    return rgb.flip(1) * 255 - means


def gram(features):
    """[N, C, H, W] to [N, C, C], divided by H·W. Takes one product per picture: batches are slow without MKL."""
    flat = features.flatten(2)
    return torch.stack([picture @ picture.T for picture in flat]) / flat.shape[2]
