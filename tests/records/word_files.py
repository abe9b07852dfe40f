"""Word files for tests, written as XML by hand: what Word writes and python-docx cannot."""

import zipfile

SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "xyz": "urn:example:nobody-knows",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    }.items()
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def write_docx(path, body, numbering="", styles="", more=None, strict=False):
    """A ``.docx`` whose body, numbering and styles are the given XML; `more`: kind → part XML."""
    relations = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:

        def part(name, kind, xml):
            if strict:
                xml = xml.replace(
                    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                    "http://purl.oclc.org/ooxml/wordprocessingml/main",
                )
            z.writestr(f"word/{name}.xml", '<?xml version="1.0" encoding="UTF-8"?>' + xml)
            relations.append(
                f'<Relationship Id="r{len(relations)}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
            )

        part(
            "document",
            "self",
            f"<w:document {SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>",
        )
        part("numbering", "numbering", f"<w:numbering {SPACES}>{numbering}</w:numbering>")
        part("styles", "styles", f"<w:styles {SPACES}>{styles}</w:styles>")
        for kind, xml in (more or {}).items():
            part(kind, kind, xml)
        z.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Target="word/document.xml" '
            f'Type="{OFFICE}/officeDocument"/></Relationships>',
        )
        z.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{PACKAGE}">{"".join(relations)}</Relationships>',
        )
    return path


def r(text, properties=""):
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*inside, properties=""):
    """A paragraph of runs; plain words become runs."""
    runs = "".join(i if i.startswith("<") else r(i) for i in inside)
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def cell(*paragraphs, properties=""):
    """A table cell."""
    inside = "".join(i if i.startswith("<") else p(i) for i in paragraphs)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells, properties=""):
    """A table row."""
    inside = "".join(c if c.startswith("<") else cell(c) for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def table(*rows):
    """A table."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def numbered(text, number=1, level=0, more=""):
    """A paragraph of a list."""
    return p(
        text,
        properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>{more}',
    )


def levels(*formats, key=1):
    """An abstract list with (numFmt, lvlText[, more]) for each level, and list number `key`."""
    inside = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{"".join(more)}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (kind, text, *more) in enumerate(formats)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{key}">{inside}</w:abstractNum>'
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>'
    )
