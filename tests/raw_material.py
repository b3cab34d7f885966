"""The files of a project's raw material, as they come out of the zip file."""

import io
import zipfile

from workbench.exchange_data import export_material


def raw_material(store, project_id):
    """Give the bytes of each file by its name."""
    with zipfile.ZipFile(io.BytesIO(export_material(store, project_id))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
