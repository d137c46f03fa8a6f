#!/usr/bin/env python3
"""Scans certificates as bad cameras see them, with ZXing and zbar.

    python3 scan_matrix.py FILE.pdf WIDTH TEXT [FILE.pdf WIDTH TEXT ...]

WIDTH is the symbol's number of modules, TEXT what it has to say. Each page is rasterised so that a module is 4, 3 and 2
pixels wide, and spoilt in every way of SPOILS, three times with other random numbers (always the same ones). Prints a
table of successes; exit 1 when anything failed at 4 pixels, where nothing may, or nothing at 2, where the pictures would
be too good to show anything.
"""

import io
import math
import random
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

# Where the symbol with its quiet zone stands on the page, in millimetres: left, top, side.
LEFT, TOP, SIDE = 28.0, 145.4, 38.0
QUIET = 4
MARGIN = 6.0
PAPER = (250, 249, 246)
REPEATS = 3
# Pixels of a module.
PIXELS = (4, 3, 2)


def symbol_box(picture, width):
    """Left and top of the symbol without quiet zone, and the pixels of a module."""
    scale = picture.width / (SIDE + 2 * MARGIN)
    module = SIDE * scale / (width + 2 * QUIET)
    start = MARGIN * scale + QUIET * module
    return start, module


def clean(picture, width, chance):
    return picture


def blur(picture, width, chance):
    _, module = symbol_box(picture, width)
    return picture.filter(ImageFilter.GaussianBlur(0.25 * module))


def perspective(picture, width, chance):
    """Each corner of the picture is moved inwards by up to 4 % of its side."""
    side = picture.width
    inward = [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    corners = [(0, 0), (side, 0), (side, side), (0, side)]
    moved = [(x + dx * chance.uniform(0, 0.04) * side, y + dy * chance.uniform(0, 0.04) * side)
             for (x, y), (dx, dy) in zip(corners, inward)]
    equations, values = [], []
    for (x, y), (u, v) in zip(moved, corners):
        equations += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    homography = numpy.linalg.solve(numpy.array(equations), numpy.array(values))
    return picture.transform(picture.size, Image.Transform.PERSPECTIVE, homography.tolist(),
                             Image.Resampling.BICUBIC, fillcolor=PAPER)


def jpeg(picture, width, chance):
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=50)
    return Image.open(packed).convert("RGB")


def stain(picture, width, chance):
    """A dark spot over 8 % of the symbol, anywhere but on the three corner marks."""
    start, module = symbol_box(picture, width)
    radius = width * math.sqrt(0.08 / math.pi)
    marks = [(4, 4), (width - 4, 4), (4, width - 4)]
    while True:
        x, y = (chance.uniform(radius, width - radius) for _ in range(2))
        if all(max(abs(x - a), abs(y - b)) > radius + 5 for a, b in marks):
            break
    spoilt = picture.copy()
    box = [start + (x - radius) * module, start + (y - radius) * module,
           start + (x + radius) * module, start + (y + radius) * module]
    ImageDraw.Draw(spoilt).ellipse(box, fill=(70, 48, 32))
    return spoilt


def rotation(picture, width, chance):
    degrees = chance.choice([-1, 1]) * chance.uniform(4, 20)
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=PAPER)


def noise(picture, width, chance):
    grain = numpy.random.default_rng(chance.getrandbits(32)).normal(0, 20, (picture.height, picture.width, 1))
    return Image.fromarray(numpy.clip(numpy.asarray(picture, float) + grain, 0, 255).astype("uint8"))


def shade(picture, width, chance):
    """A shadow across the picture: one side has 45 % of the light."""
    light = numpy.linspace(0.45, 1, picture.width)[None, :, None]
    return Image.fromarray((numpy.asarray(picture, float) * light).astype("uint8"))


def together(picture, width, chance):
    for spoil in (rotation, perspective, noise, jpeg):
        picture = spoil(picture, width, chance)
    return picture


SPOILS = (clean, blur, perspective, jpeg, stain, rotation, noise, shade, together)


def rasterised(file, width, pixels, folder):
    """The symbol and a margin of the page around it, a module `pixels` wide."""
    dpi = pixels * 25.4 * (width + 2 * QUIET) / SIDE
    scale = dpi / 25.4
    x, y, side = ((value * scale) for value in (LEFT - MARGIN, TOP - MARGIN, SIDE + 2 * MARGIN))
    target = Path(folder, f"{Path(file).stem}-{pixels}")
    subprocess.run(["pdftoppm", "-r", f"{dpi:.3f}", "-png", "-singlefile", "-x", str(round(x)), "-y", str(round(y)),
                    "-W", str(round(side)), "-H", str(round(side)), file, target], check=True)
    return Image.open(target.with_suffix(".png")).convert("RGB")


def read_by_zxing(picture, file):
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def read_by_zbar(picture, file):
    picture.save(file)
    said = subprocess.run(["zbarimg", "--quiet", "--raw", file], capture_output=True, check=False)
    return said.stdout.decode("utf-8", "replace").splitlines()


READERS = {"ZXing": read_by_zxing, "zbar": read_by_zbar}


def attempts(certificates, folder):
    """Every picture: pixels per module, what was done to it, the picture, what it says."""
    for pixels in PIXELS:
        for number, (file, width, text) in enumerate(certificates):
            page = rasterised(file, width, pixels, folder)
            for spoil in SPOILS:
                for repeat in range(1 if spoil is clean else REPEATS):
                    chance = random.Random(f"{pixels} {number} {spoil.__name__} {repeat}")
                    yield pixels, spoil.__name__, spoil(page, width, chance), text


def main():
    words = sys.argv[1:]
    if not words or len(words) % 3:
        sys.exit(__doc__)
    certificates = [(file, int(width), text) for file, width, text in zip(*[iter(words)] * 3)]
    tally = {}
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as threads:
        def scan(job):
            number, (pixels, spoil, picture, text) = job
            file = Path(folder, f"scan-{number}.png")
            return pixels, spoil, {name: text in read(picture, file) for name, read in READERS.items()}

        for pixels, spoil, found in threads.map(scan, enumerate(attempts(certificates, folder))):
            for name, is_read in found.items():
                read, all_of = tally.get((spoil, pixels, name), (0, 0))
                tally[spoil, pixels, name] = (read + is_read, all_of + 1)
    columns = [(pixels, name) for pixels in PIXELS for name in READERS]
    print(f"{'':<12}" + "".join(f"{name + f' {pixels} px':>13}" for pixels, name in columns))
    for spoil in SPOILS:
        cells = (tally[spoil.__name__, pixels, name] for pixels, name in columns)
        print(f"{spoil.__name__:<12}" + "".join(f"{f'{read}/{all_of}':>13}" for read, all_of in cells))
    print("modules:", ", ".join(str(width) for _, width, _ in certificates))
    failures = {pixels: sum(all_of - read for (_, at, _), (read, all_of) in tally.items() if at == pixels)
                for pixels in PIXELS}
    sys.exit(failures[4] > 0 or failures[2] == 0)


if __name__ == "__main__":
    main()
