"""What the pack of lesson 2 holds."""

from workshop.packs import PAIRS

KIT = PAIRS
