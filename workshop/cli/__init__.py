"""Commands of the workshop: lab, board, sandbox, pack, casepack and talk."""

__all__: list[str] = []
