"""Each kernel of ``toolkit lab`` runs this as it starts: errors are told from the first cell on,
also where the cells above have not been run."""

from workshop.lessons.classroom import install

install()
del install
