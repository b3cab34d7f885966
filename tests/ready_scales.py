"""The scales that come with the program, for tests."""

from pathlib import Path

import codebooks
from exchange.scale_yaml import read_scale

_PRESETS = Path(codebooks.__file__).parent / "scale_presets"
PROQOL, EXHAUSTION = (
    read_scale((_PRESETS / name).read_bytes(), name) for name in ("proqol5.yaml", "emotional_exhaustion.yaml")
)
