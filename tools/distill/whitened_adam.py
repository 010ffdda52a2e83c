"""Adam on kernels expressed in a basis where each layer's inputs are uncorrelated and of unit size.

ReLU features are positive and strongly correlated. So plain Adam's even steps mostly move the outputs' common mode, and
the rate must stay tiny. Let K be the second moments of a layer's input patches, with a 1 appended for the bias. The
kernel is W = V · K^-½, and Adam trains V; the network computes the same function.
"""

import torch
import torch.nn.functional as F

DAMPING = 1e-3
POSITIONS = 24_000


def inverse_root(moments):
    """(K + damping)^-½, symmetric."""
    values, vectors = torch.linalg.eigh(moments.double())
    damped = values.clamp_min(0) + DAMPING * values.mean()
    return ((vectors * damped**-0.5) @ vectors.T).float()


def patch_moments(x):
    """Second moments of 3×3 patches with a 1 appended, from evenly spread positions of `x` [N, C, H, W]."""
    total, count = 0.0, 0
    per_image = max(1, POSITIONS // len(x))
    for image in x:
        patches = F.unfold(image[None], 3, padding=1)[0]
        step = max(1, patches.shape[1] // per_image)
        patches = patches[:, ::step]
        patches = torch.cat([patches, torch.ones(1, patches.shape[1])])
        total, count = total + patches @ patches.T, count + patches.shape[1]
    return total / count


class WhitenedAdam:
    """Trains the student's convolutions and the linear maps. `step(rate)` uses and clears their gradients.

    A step of Adam changes each coordinate of V by about `rate` times V's root mean square.
    """

    def __init__(self, student, maps, x):
        self.student, self.maps = student, maps
        with torch.no_grad():
            features = student(x, tuple(student.names), replicate=True)
            self.roots, self.values = [], []
            inputs = x
            for name, conv in zip(student.names, student.convs):
                if inputs is not x and name.endswith("conv1"):
                    inputs = student.pool(inputs)
                self.add(self.joined(conv.weight, conv.bias), patch_moments(inputs))
                inputs = features[name]
            for layer, matrix in maps.items():
                flat = features[layer].transpose(0, 1).flatten(1)
                self.add(matrix, flat @ flat.T / flat.shape[1])
        sizes = [float(value.square().mean().sqrt()) for value in self.values]
        self.sizes = sizes
        self.adam = torch.optim.Adam([{"params": [value]} for value in self.values], betas=(0.9, 0.99))

    def add(self, matrix, moments):
        root = inverse_root(moments)
        self.roots.append(root)
        self.values.append(
            torch.linalg.solve(root.double(), matrix.double().T).T.float().contiguous().requires_grad_(True)
        )

    @staticmethod
    def joined(kernel, bias):
        return torch.cat([kernel.detach().flatten(1), bias.detach()[:, None]], 1)

    def step(self, rate):
        parameters = [(conv.weight, conv.bias) for conv in self.student.convs] + [
            (matrix, None) for matrix in self.maps.values()
        ]
        for (weight, bias), value, root, size, group in zip(
            parameters, self.values, self.roots, self.sizes, self.adam.param_groups
        ):
            gradient = weight.grad if bias is None else self.joined(weight.grad, bias.grad)
            value.grad = gradient @ root
            group["lr"] = rate * size
        self.adam.step()
        with torch.no_grad():
            for (weight, bias), value, root in zip(parameters, self.values, self.roots):
                matrix = value @ root
                if bias is None:
                    weight.copy_(matrix)
                else:
                    weight.copy_(matrix[:, :-1].view_as(weight))
                    bias.copy_(matrix[:, -1])
                    bias.grad = None
                weight.grad = None
