"""From a data version to a model version, and back again."""
