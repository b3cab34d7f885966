"""Settings from the environment, read once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

from storage.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and what is used. `database_url` '' means the SQLite file in `data_dir`."""

    data_dir: Path
    cache_dir: Path
    database_url: str = ""
    model: str = ""
    workers: int = 1
    dask_scheduler: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read VERBATIM_DATA_DIR, _CACHE_DIR, _DATABASE_URL, _MODEL, _WORKERS and _DASK_SCHEDULER.

        Examples
        --------
        >>> Settings.from_environment({"VERBATIM_DATA_DIR": "/study"}).data_dir.as_posix()
        '/study'
        """
        return cls(
            data_dir=Path(environ.get("VERBATIM_DATA_DIR") or user_data_path("verbatim")).expanduser(),
            cache_dir=Path(environ.get("VERBATIM_CACHE_DIR") or user_cache_path("verbatim")).expanduser(),
            database_url=environ.get("VERBATIM_DATABASE_URL", ""),
            model=environ.get("VERBATIM_MODEL", ""),
            workers=int(environ.get("VERBATIM_WORKERS") or 1),
            dask_scheduler=environ.get("VERBATIM_DASK_SCHEDULER", ""),
        )

    def open(self) -> Store:
        """Open the store these settings name."""
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return open_store(self.database_url, self.data_dir)
