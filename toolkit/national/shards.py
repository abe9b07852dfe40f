"""Shards: one folder of Parquet tables for each county, ``province=…/county=…``, put in place whole
or not at all."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path

from toolkit.records import County
from toolkit.terms import tr

#: name of the shard of a province (and of the nation) that holds the pairs between counties (and
#: provinces)
BETWEEN = "between"
_DRAFTS = ".drafts"


@dataclass(frozen=True, order=True)
class Shard:
    """One county's folder.

    Examples
    --------
    >>> from pathlib import Path
    >>> from toolkit import national
    >>> shard = national.Shard("P01", "C0001", Path("shards/P01/C0001"))
    >>> shard.province, shard.county
    ('P01', 'C0001')
    """

    province: str
    county: str
    folder: Path

    def load(self) -> County:
        """The county's records, checked."""
        return County.load(self.folder)

    @property
    def name(self) -> str:
        """The county's own name where it can be read, with its code."""
        try:
            return f"{self.load().name} ({self.county})"
        except (ValueError, OSError):
            return self.county

    @property
    def changed(self) -> int:
        """When a file of it was last written, in nanoseconds."""
        return max((f.stat().st_mtime_ns for f in self.folder.iterdir()), default=0)


class Shards(Sequence[Shard]):
    """The counties of a folder, in the order of province and county.

    Parameters
    ----------
    source : path, Shards or list of paths (or of `Shard`)
        The folder that holds ``province=…/county=…``, or single counties: then pairs between
        counties are left out.

    Raises
    ------
    ValueError
        There is no county in it.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = toolkit.national.write_shard(folder, "P01", "C0001", county)
    ...     [shard.county for shard in toolkit.national.Shards(folder)]
    ['C0001']
    """

    def __init__(
        self, source: str | PathLike[str] | Sequence[str | PathLike[str] | Shard] | Shards
    ):
        folders: list[Path]
        root: Path
        self._whole: bool = isinstance(source, (str, PathLike)) or (
            isinstance(source, Shards) and source._whole
        )
        if isinstance(source, Shards):
            folders, root = [s.folder for s in source], source.root
        elif isinstance(source, (str, PathLike)):
            root = Path(source)
            folders = sorted(root.glob("province=*/county=*"))
        else:
            folders = sorted(f.folder if isinstance(f, Shard) else Path(f) for f in source)
            root = folders[0].parent.parent if folders else Path()
        self.root: Path = root
        named = [
            Shard(
                f.parent.name.removeprefix("province="),
                f.name.removeprefix("county="),
                f.absolute(),
            )
            for f in folders
        ]
        self._all = [s for s in named if s.county != BETWEEN]
        if not self._all:
            raise ValueError(
                tr(
                    f"{self.root} 里没有县：应为 province=…/county=… 文件夹（toolkit nation "
                    f"generate 可生成虚构的）。",
                    f"no county in {self.root}: folders province=…/county=… are needed (toolkit "
                    f"nation generate makes fictitious ones)",
                )
            )

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, i):  # type: ignore[no-untyped-def]
        return self._all[i]

    def __iter__(self) -> Iterator[Shard]:
        return iter(self._all)

    @cached_property
    def provinces(self) -> list[str]:
        """Codes of the provinces."""
        return list(dict.fromkeys(s.province for s in self._all))

    def files(self, table: str, province: str | None = None, between: bool = True) -> list[str]:
        """The Parquet files of a table: of the counties (of one province) and, unless left out, the
        pairs between them."""
        found = [s.folder / f"{table}.parquet" for s in self._all if province in (None, s.province)]
        if between:
            found += self.between([province] if province else [*self.provinces, BETWEEN])
        return [str(f) for f in found if f.is_file()]

    def between(self, places: Sequence[str]) -> list[Path]:
        """The files of pairs between the counties of provinces, or (`BETWEEN`) between provinces,
        that there are."""
        files = [between_folder(self.root, p) / "pairing.parquet" for p in places]
        return [f for f in files if self._whole and f.is_file()]


def county_folder(root: str | PathLike[str], province: str, county: str) -> Path:
    """Where a county's shard (or its results) stands below `root`."""
    for code in (province, county):
        if not re.fullmatch(r"\w+", code):
            raise ValueError(
                tr(
                    f"代码只能由字母、数字和汉字组成：{code!r}",
                    f"a code holds letters and digits only, not {code!r}",
                )
            )
    return Path(root) / f"province={province}" / f"county={county}"


def between_folder(root: str | PathLike[str], province: str = BETWEEN) -> Path:
    """Where the pairs between the counties of a province stand, or those between provinces."""
    return county_folder(root, province, BETWEEN)


@contextmanager
def placing(folder: Path, root: str | PathLike[str]) -> Iterator[Path]:
    """Yield an empty folder to write into; it takes the place of `folder` in one move, or leaves
    nothing when the block raises."""
    drafts = Path(root) / _DRAFTS
    draft, old = (drafts / f"{folder.name}-{secrets.token_hex(6)}" for _ in range(2))
    draft.mkdir(parents=True)
    try:
        yield draft
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            folder.rename(old)
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def write_shard(root: str | PathLike[str], province: str, code: str, county: County) -> Path:
    """Write a county's records as a shard below `root`, in place of what stood there; returns its
    folder.

    `province` and `code` (letters, digits, Chinese) name the folders; any other text is a
    ValueError.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = toolkit.national.write_shard(folder, "P01", "C0001", county)
    ...     path.relative_to(folder).as_posix()
    'province=P01/county=C0001'
    """
    folder = county_folder(root, province, code)
    with placing(folder, root) as draft:
        county.save(draft, format="parquet")
    return folder
