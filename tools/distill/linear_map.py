"""The linear embedding: one matrix A per layer, such that teacher features ≈ A · student features."""

import torch

from vgg import MATCHED_LAYERS

RIDGE = 1e-4


class MomentSums:
    """Sums over pictures the student features' second moments and their cross moments with the teacher features."""

    def __init__(self, layers=MATCHED_LAYERS):
        self.layers, self.own, self.cross = layers, {}, {}

    def add(self, ours, theirs):
        for layer in self.layers:
            mine = ours[layer].transpose(0, 1).flatten(1).double()
            wanted = theirs[layer].transpose(0, 1).flatten(1).double()
            self.own[layer] = self.own.get(layer, 0) + mine @ mine.T
            self.cross[layer] = self.cross.get(layer, 0) + wanted @ mine.T

    def solve(self):
        """{layer: A [teacher channels, student channels]} with the least squared error."""
        maps = {}
        for layer, own in self.own.items():
            ridge = RIDGE * own.diagonal().mean() * torch.eye(len(own), dtype=own.dtype)
            maps[layer] = torch.linalg.solve(own + ridge, self.cross[layer].T).T.float()
        return maps


def fit_maps(student, store, slots, batch=8):
    sums = MomentSums()
    for start in range(0, len(slots), batch):
        x, theirs = store.draw(slots[start : start + batch])
        with torch.no_grad():
            sums.add(student(x, replicate=True), theirs)
    return sums.solve()


def distance_factor(matrix):
    """The upper triangular M [C, C] with MᵀM = AᵀA, so that ‖M·D·Mᵀ‖ = ‖A·D·Aᵀ‖ for every symmetric D."""
    inner = matrix.double().T @ matrix.double()
    inner += 1e-6 * inner.diagonal().mean() * torch.eye(len(inner), dtype=inner.dtype)
    return torch.linalg.cholesky(inner).T.float().contiguous()
