"""What meets a class: lessons with exercises that check themselves, printable packs, structured discussion, the pairing board and the county sandbox."""

__all__ = []  # type: ignore[var-annotated]
