"""Every county by the functions that serve one: shards, one engine seam, roll-ups, the national graph on arrays."""

__all__ = []  # type: ignore[var-annotated]
