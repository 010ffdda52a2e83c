"""Random training crops: pieces of the corpus at many scales, recoloured, mixed, disturbed; procedural textures."""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from pictures import open_rgb

SIDE = 128
# Smallest window edge in multiples of the crop's side. Below 1 a crop is blurry; blurry or flat crops are too easy.
SMALLEST_WINDOW = 0.9
FLAT_STANDARD_DEVIATION = 0.06


class CropSampler:
    """`sample()` returns float32 [3, SIDE, SIDE], RGB in 0..1. The sequence depends on `seed` alone."""

    def __init__(self, corpus, seed, side=SIDE):
        corpus = Path(corpus)
        self.rng, self.side = np.random.default_rng(seed), side
        index = json.loads((corpus / "index.json").read_text())
        weights = {
            source["name"]: source["weight"]
            for source in json.loads((Path(__file__).parent / "sources.json").read_text())
        }
        self.pictures = [np.asarray(open_rgb(corpus / entry["file"])) for entry in index]
        counts = {name: sum(entry["source"] == name for entry in index) for name in weights}
        odds = np.array([weights[entry["source"]] / counts[entry["source"]] for entry in index])
        self.odds = odds / odds.sum()

    def sample(self):
        rng = self.rng
        if rng.random() < 0.08:
            crop = procedural(rng, self.side)
        else:
            crop = recolour(rng, self.window(), self.window)
            if rng.random() < 0.2:
                crop = mix(rng, crop, recolour(rng, self.window(), self.window))
        return disturb(rng, crop).clip(0, 1).astype(np.float32).transpose(2, 0, 1).copy()

    def batch(self, count):
        return torch.from_numpy(np.stack([self.sample() for _ in range(count)]))

    def window(self):
        """A square piece with some structure, scaled to the crop's side, flipped and turned at random: [H, W, 3]."""
        rng = self.rng
        for _ in range(4):
            picture = self.pictures[rng.choice(len(self.pictures), p=self.odds)]
            height, width = picture.shape[:2]
            largest = min(height, width)
            smallest = min(SMALLEST_WINDOW * self.side, largest)
            edge = int(smallest * (largest / smallest) ** (rng.random() ** 0.6))
            top, left = rng.integers(0, height - edge + 1), rng.integers(0, width - edge + 1)
            piece = Image.fromarray(picture[top : top + edge, left : left + edge])
            piece = np.asarray(piece.resize((self.side, self.side), Image.LANCZOS), dtype=np.float32) / 255
            if piece.std() > FLAT_STANDARD_DEVIATION:
                break
        if rng.random() < 0.5:
            piece = piece[:, ::-1]
        return np.rot90(piece, rng.integers(0, 4)) if rng.random() < 0.25 else piece


def recolour(rng, crop, another):
    """Half of the crops keep their colours; the others get another tone, hue or palette."""
    choice = rng.random()
    if choice < 0.5:
        return crop
    if choice < 0.65:
        return with_palette(crop, another())
    grey = crop.mean(2, keepdims=True)
    crop = grey + (crop - grey) * rng.uniform(0, 2.5)
    crop = crop.mean() + (crop - crop.mean()) * np.exp(rng.normal(0, 0.35)) + rng.normal(0, 0.1)
    if rng.random() < 0.5:
        crop = hue_turned(crop, rng.uniform(-np.pi, np.pi))
    return 1 - crop if rng.random() < 0.08 else crop


def with_palette(crop, other):
    """The crop with the mean and covariance of another crop's colours."""

    def root(pixels, power):
        values, vectors = np.linalg.eigh(np.cov(pixels.T) + 1e-4 * np.eye(3))
        return (vectors * values**power) @ vectors.T

    pixels, wanted = crop.reshape(-1, 3), other.reshape(-1, 3)
    moved = (pixels - pixels.mean(0)) @ root(pixels, -0.5) @ root(wanted, 0.5) + wanted.mean(0)
    return moved.reshape(crop.shape)


def hue_turned(crop, angle):
    """Rotates RGB about the grey axis (Rodrigues)."""
    axis = np.full(3, 3**-0.5)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    turn = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return crop @ turn.T


def mix(rng, crop, other):
    """A cross-fade, a patchwork, or one crop's coarse forms under another's detail."""
    choice = rng.integers(0, 3)
    if choice == 0:
        share = rng.uniform(0.2, 0.8)
        return crop * share + other * (1 - share)
    if choice == 1:
        mask = fractal_noise(rng, len(crop), 2.5, 1) > 0
        return np.where(mask, crop, other)
    detail = other - blurred(other, rng.uniform(1, 6))
    return blurred(crop, rng.uniform(1, 6)) + detail * rng.uniform(0.5, 2)


def disturb(rng, crop):
    """Adds noise of several colours, blur, exaggerated detail or posterisation to about 40 % of the crops."""
    choice = rng.random()
    if choice < 0.1:
        return crop + rng.normal(0, rng.uniform(0.01, 0.2), crop.shape)
    if choice < 0.22:
        noise = fractal_noise(rng, len(crop), rng.uniform(-1, 1.5), 3)
        return crop + noise * rng.uniform(0.02, 0.25)
    if choice < 0.27:
        return blurred(crop, rng.uniform(0.5, 3))
    if choice < 0.37:
        return crop + (crop - blurred(crop, rng.uniform(0.7, 3))) * rng.uniform(0.5, 3)
    if choice < 0.41:
        levels = rng.integers(2, 8)
        return np.round(crop.clip(0, 1) * levels) / levels
    return crop


def blurred(crop, sigma):
    """Gaussian blur in the Fourier domain (periodic)."""
    gain = np.exp(-2 * (np.pi * sigma) ** 2 * frequencies(len(crop)) ** 2)
    return np.fft.ifft2(np.fft.fft2(crop, axes=(0, 1)) * gain[..., None], axes=(0, 1)).real


def frequencies(side):
    axis = np.fft.fftfreq(side)
    return np.hypot(axis[:, None], axis[None, :])


def fractal_noise(rng, side, slope, channels):
    """[side, side, channels], zero mean, unit deviation; the amplitude spectrum falls as frequency^-slope."""
    gain = np.maximum(frequencies(side), 1 / side) ** -slope
    gain[0, 0] = 0
    noise = np.fft.ifft2(
        np.fft.fft2(rng.normal(size=(side, side, channels)), axes=(0, 1)) * gain[..., None], axes=(0, 1)
    ).real
    return noise / noise.std()


def procedural(rng, side):
    """Clouds, gratings or flat patches."""
    choice = rng.integers(0, 3)
    if choice == 0:
        clouds = fractal_noise(rng, side, rng.uniform(0.5, 2.5), 3) @ rng.normal(0, 0.6, (3, 3))
        return rng.uniform(0, 1, 3) + clouds * rng.uniform(0.05, 0.4)
    rows, columns = np.mgrid[:side, :side]
    if choice == 1:
        angle, period = rng.uniform(0, np.pi), np.exp(rng.uniform(np.log(2), np.log(64)))
        wave = np.sin(2 * np.pi * (rows * np.sin(angle) + columns * np.cos(angle)) / period + rng.uniform(0, 6))
        wave = np.tanh(wave * rng.uniform(0.5, 8))[..., None] / 2 + 0.5
        return rng.uniform(0, 1, 3) * wave + rng.uniform(0, 1, 3) * (1 - wave)
    seeds = rng.uniform(0, side, (rng.integers(2, 40), 2))
    nearest = ((rows[..., None] - seeds[:, 0]) ** 2 + (columns[..., None] - seeds[:, 1]) ** 2).argmin(2)
    return rng.uniform(0, 1, (len(seeds), 3))[nearest]
