"""The pairing network as a typed multigraph, and its export for Gephi, statnet and others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.pairing.days import Day, of_programme, running
from toolkit.records import County
from toolkit.terms import tr

if TYPE_CHECKING:
    import networkx as nx

#: characters that no XML 1.0 file may hold
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def graph(county: County, on: Day = None, prog_id: str | None = None) -> nx.MultiDiGraph:
    """The pairing network of a county: organisations, and an edge from helper to recipient for
    every pairing.

    Parameters
    ----------
    county : County
        Needs ``organisation``; ``pairing`` may be empty.
    on : str, date or Timestamp, optional
        Keep the pairings that run on that day; every row when left out.
    prog_id : str, optional
        Keep one programme.

    Returns
    -------
    nx.MultiDiGraph
        Node = ``org_id`` with the columns of ``organisation`` as attributes (an empty cell is
        None); edge key = ``pair_id``, so that a pair repeated in another year stays a second edge,
        with the columns of ``pairing``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import pairing
    >>> net = pairing.graph(county, "2011-06-30")
    >>> net.number_of_nodes(), net.number_of_edges()
    (60, 17)
    """
    import networkx as nx

    pairing = of_programme(county["pairing"], prog_id)
    if on is not None:
        pairing = pairing[running(pairing, on, county["organisation"])]
    net = nx.MultiDiGraph()
    net.add_nodes_from((row.pop("org_id"), row) for row in _rows(county["organisation"]))
    net.add_edges_from(
        (row.pop("helper_id"), row.pop("recipient_id"), row.pop("pair_id"), row)
        for row in _rows(pairing)
    )
    return net


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = {str(name): _plain(frame[name]) for name in frame.columns}
    return [dict(zip(columns, values)) for values in zip(*columns.values())]


def _plain(column: pd.Series) -> list[Any]:
    values = column.astype(object)
    return values.where(column.notna(), None).tolist()


def export(net: nx.MultiDiGraph, path: str | Path) -> Path:
    """Write the network for other programs; the ending of `path` chooses the format.

    ``.gexf`` (Gephi; ``start`` and ``end_actual`` become the timeline), ``.graphml`` (Gephi,
    igraph, and through it statnet), or ``.csv``: an edge list ``source, target, pair_id, …`` with a
    second file ``<name>_nodes.csv``, which Gephi and R (``read.csv``, then ``network::as.network``)
    read; the pairings' own column ``source``, the issuing document, is called ``document`` there.
    A column of one's own whose name a format keeps for itself (``label, type, viz, key, id`` …) is
    exported as ``own_label`` and so on. Dates are ISO text. An empty cell is an absent attribute
    in the XML formats and ``NA`` in an
    edge list, as R writes it. Files appear whole or not at all.

    Returns
    -------
    Path
        The file written (of an edge list, the edges).

    Raises
    ------
    ValueError
        The ending is none of these.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> import tempfile
    >>> net = toolkit.pairing.graph(county, "2011-06-30")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edges = toolkit.pairing.export(net, folder + "/net.csv")
    ...     sorted(path.name for path in edges.parent.iterdir())
    ['net.csv', 'net_nodes.csv']
    """
    from toolkit.records import writing

    target = Path(path)
    writers = {".gexf": _write_gexf, ".graphml": _write_graphml, ".csv": _write_edges}
    if target.suffix.lower() not in writers:
        raise ValueError(
            tr(
                f"不认识的格式 {target.suffix!r}：请用 .gexf、.graphml 或 .csv。",
                f"unknown format {target.suffix!r}: use .gexf, .graphml or .csv",
            )
        )
    with writing(target) as draft:
        writers[target.suffix.lower()](net, draft.path)
    if target.suffix.lower() == ".csv":
        with writing(draft.final.with_name(f"{draft.final.stem}_nodes.csv")) as nodes:
            rows = [
                {"org_id": n, **_aside(_texts(d, keep_empty=True))} for n, d in net.nodes(data=True)
            ]
            _write_csv(pd.DataFrame(rows, columns=None if rows else ["org_id"]), nodes.path)
    return draft.final


def _texts(attributes: dict[str, Any], keep_empty: bool = False) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, value in attributes.items():
        if value is None or pd.isna(value):
            if keep_empty:
                out[name] = None
            continue
        if isinstance(value, pd.Timestamp):
            value = value.date().isoformat()
        out[name] = _NOT_XML.sub("\ufffd", value) if isinstance(value, str) else value
    return out


#: names that GEXF, GraphML or networkx's writers keep for themselves
_RESERVED = frozenset(
    (
        "label",
        "type",
        "viz",
        "key",
        "id",
        "weight",
        "pid",
        "parents",
        "kind",
        "spells",
        "slices",
        "end",
        "for",
        "open",
        "default",
        "networkx_key",
    )
)
#: what an edge list calls the two ends and the issuing document
_IN_A_LIST = frozenset(("target", "document"))
#: when a unit appears on Gephi's timeline
_ON_A_NODE = frozenset(("start",))


def _aside(attributes: dict[str, Any], also: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Columns of one's own under names that no format keeps for itself."""
    out: dict[str, Any] = {}
    for name, value in attributes.items():
        taken = name.lower() in _RESERVED | also
        new = f"own_{name}" if taken else name
        while taken and new in attributes:
            new = f"own_{new}"
        out[new] = value
    return out


def _copy(net: nx.MultiDiGraph, timeline: bool) -> nx.MultiDiGraph:
    """The same network with text for dates and without empty attributes."""
    import networkx as nx

    out = nx.MultiDiGraph()
    for node, data in net.nodes(data=True):
        plain = _aside(_texts(data), _ON_A_NODE)
        out.add_node(
            node, **plain, **({"label": plain["name"]} if timeline and "name" in plain else {})
        )
    for helper, recipient, key, data in net.edges(keys=True, data=True):
        plain = _aside(_texts(data))
        if timeline:
            # GEXF's own id, so that Gephi shows the pair's number; `end` closes the bar on its
            # timeline
            plain |= {"id": key} | ({"end": plain["end_actual"]} if "end_actual" in plain else {})
        out.add_edge(helper, recipient, key=key, **plain)
    return out


def _write_gexf(net: nx.MultiDiGraph, path: Path) -> None:
    import networkx as nx

    nx.write_gexf(_copy(net, timeline=True), path, encoding="utf-8")


def _write_graphml(net: nx.MultiDiGraph, path: Path) -> None:
    import networkx as nx

    nx.write_graphml_xml(_copy(net, timeline=False), path, encoding="utf-8", named_key_ids=True)


def _write_edges(net: nx.MultiDiGraph, path: Path) -> None:
    rows = [
        {"": h, "target": r, "pair_id": key, **_aside(_texts(d, keep_empty=True), _IN_A_LIST)}
        for h, r, key, d in net.edges(keys=True, data=True)
    ]
    frame = pd.DataFrame(rows, columns=None if rows else ["", "target", "pair_id"])
    # every reader takes `source` for the tail of an edge, so the column of that name has to step
    # aside
    _write_csv(frame.rename(columns={"source": "document"}).rename(columns={"": "source"}), path)


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, na_rep="NA", encoding="utf-8", lineterminator="\n")
