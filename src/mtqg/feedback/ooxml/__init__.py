"""A workbook's package changed where it must be, byte by byte: every other part, and the rest of each part, stays as it was."""
