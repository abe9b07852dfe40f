"""The pairing board, a widget."""
