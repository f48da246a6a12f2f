"""A perspective camera in a model's own space, and the one that a product is looked at with."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import cos, radians, sin, tan

import numpy as np

from prodwidget.errors import ConfigurationError
from prodwidget.geometry.measure import Bounds, Vector
from prodwidget.geometry.mesh import Floats

_AROUND, _ABOVE, _FOV = 25.0, 15.0, 30.0
_MARGIN = 1.12


@dataclass(frozen=True, slots=True)
class Camera:
    """Where it is looked from, and at what; metres, y up, as in glTF."""

    position: Vector
    target: Vector
    fov: float = _FOV
    """Degrees from the lower edge of the picture to the upper one."""

    def axes(self) -> Floats:
        """Rows: to the right, up, and backwards (against the view); unit vectors.

        Raises
        ------
        ConfigurationError
            It looks nowhere.
        """
        numbers = [*self.position, *self.target, self.fov]
        back = np.subtract(self.position, self.target)
        length = float(np.linalg.norm(back))
        if not np.isfinite(numbers).all() or length == 0 or not 0 < self.fov < 180:
            raise ConfigurationError(
                "The camera looks nowhere: its position is its target, or its angle is none.",
                hint="Give it a position away from its target, and a fov of 1 to 179 degrees.",
            )
        back = back / length
        up = np.array([0.0, 1.0, 0.0])
        if abs(back[1]) > 0.9999:
            # Straight from above, the picture's upper edge is the back.
            up = np.array([0.0, 0.0, -1.0 if back[1] > 0 else 1.0])
        right = np.cross(up, back)
        right /= np.linalg.norm(right)
        return np.stack([right, np.cross(back, right), back])


def three_quarter_view(
    bounds: Bounds,
    *,
    aspect: float = 1.0,
    around: float = _AROUND,
    above: float = _ABOVE,
    fov: float = _FOV,
) -> Camera:
    """A camera that sees the whole of a box, with a margin.

    Parameters
    ----------
    bounds:
        What is to be seen.
    aspect:
        Width of the picture by its height.
    around:
        Degrees to the right of the front (+z).
    above:
        Degrees above the horizon.
    fov:
        Vertical angle of view, in degrees.
    """
    turn, rise = radians(around), radians(above)
    away = np.array([sin(turn) * cos(rise), sin(rise), cos(turn) * cos(rise)])
    centre = np.array(bounds.centre)
    axes = Camera((away[0], away[1], away[2]), (0.0, 0.0, 0.0)).axes()
    corners = np.array(list(product(*zip(bounds.min, bounds.max, strict=True)))) - centre
    across, up, back = (corners @ axes.T).T
    high = tan(radians(fov) / 2) / _MARGIN
    # Every corner lies within the pyramid of the view: |up| <= (distance - back) * high.
    distance = float(
        np.maximum(back + np.abs(up) / high, back + np.abs(across) / (high * aspect)).max()
    )
    x, y, z = centre + away * max(distance, 1e-6)
    return Camera((float(x), float(y), float(z)), bounds.centre, fov)
