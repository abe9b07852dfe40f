"""The lessons: their texts as data, their exercises as computations."""
