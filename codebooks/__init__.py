"""What codes mean: the codebook tree, its changes and its published versions. Pure; no input or output."""
