"""Answers: a model version, the features of an entity, a prediction and its decision."""
