"""What a trainer prints and hands out."""
