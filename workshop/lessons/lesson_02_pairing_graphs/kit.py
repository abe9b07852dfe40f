"""What the pack of lesson 2 holds."""

from workshop.packs.kits import PAIRS

KIT = PAIRS
