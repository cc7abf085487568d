"""How colours look to different eyes and on a black-and-white printer, and how far apart two of them are."""

from __future__ import annotations

import math

Triple = tuple[float, float, float]

SIGHTS: dict[str, tuple[Triple, Triple, Triple]] = {
    "full colour": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "greyscale": ((0.2126, 0.7152, 0.0722),) * 3,
}
"""What becomes of linear red, green and blue: Machado, Oliveira and Fernandes (2009), severity 1; grey is luminance."""

TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
D65 = (0.95047, 1.0, 1.08883)


def linear(colour: str) -> Triple:
    """Return linear red, green and blue from '#rrggbb'."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def seen(colour: str, sight: str) -> Triple:
    """Return linear red, green and blue as somebody of that sight sees them."""
    return tuple(min(1.0, max(0.0, part)) for part in _times(SIGHTS[sight], linear(colour)))


def lab(rgb: Triple) -> Triple:
    """Return CIELAB (D65) from linear red, green and blue."""
    x, y, z = (
        part ** (1 / 3) if part > (6 / 29) ** 3 else part / (3 * (6 / 29) ** 2) + 4 / 29
        for part in (value / white for value, white in zip(_times(TO_XYZ, rgb), D65))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one: Triple, other: Triple) -> float:
    """Return the difference of two CIELAB colours (Sharma, Wu and Dalal, 2005); about 2 is just seen side by side."""
    (l_1, a_1, b_1), (l_2, a_2, b_2) = one, other
    grey = 0.5 * (1 - _chroma_weight((math.hypot(a_1, b_1) + math.hypot(a_2, b_2)) / 2))
    a_1, a_2 = a_1 * (1 + grey), a_2 * (1 + grey)
    c_1, c_2 = math.hypot(a_1, b_1), math.hypot(a_2, b_2)
    h_1, h_2 = math.degrees(math.atan2(b_1, a_1)) % 360, math.degrees(math.atan2(b_2, a_2)) % 360
    turn = h_2 - h_1 if abs(h_2 - h_1) <= 180 else h_2 - h_1 - math.copysign(360, h_2 - h_1)
    if c_1 * c_2 == 0:
        turn, hue = 0.0, h_1 + h_2
    else:
        hue = (h_1 + h_2) / 2 if abs(h_1 - h_2) <= 180 else ((h_1 + h_2 + 360) / 2) % 360
    lightness, chroma = (l_1 + l_2) / 2, (c_1 + c_2) / 2
    tilt = 1 - 0.17 * _cos(hue - 30) + 0.24 * _cos(2 * hue) + 0.32 * _cos(3 * hue + 6) - 0.20 * _cos(4 * hue - 63)
    by_lightness = (l_2 - l_1) / (1 + 0.015 * (lightness - 50) ** 2 / math.sqrt(20 + (lightness - 50) ** 2))
    by_chroma = (c_2 - c_1) / (1 + 0.045 * chroma)
    by_hue = 2 * math.sqrt(c_1 * c_2) * math.sin(math.radians(turn / 2)) / (1 + 0.015 * chroma * tilt)
    blue = math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2))))
    return math.sqrt(
        by_lightness**2 + by_chroma**2 + by_hue**2 - 2 * blue * _chroma_weight(chroma) * by_chroma * by_hue
    )


def difference(one: str, other: str, sight: str = "full colour") -> float:
    """Return the CIEDE2000 difference of two colours of the screen for somebody of that sight."""
    return ciede2000(lab(seen(one, sight)), lab(seen(other, sight)))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it, 1 to 21."""
    dark, light = sorted(sum(_times(((0.2126, 0.7152, 0.0722),), linear(colour))) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _times(matrix: tuple[Triple, ...], vector: Triple) -> tuple[float, ...]:
    return tuple(sum(weight * value for weight, value in zip(row, vector)) for row in matrix)


def _chroma_weight(chroma: float) -> float:
    return math.sqrt(chroma**7 / (chroma**7 + 25**7))


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))
