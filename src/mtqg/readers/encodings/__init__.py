"""Texts in the encodings of old Vietnamese fonts, and garbled ones: told by font and by words, decoded from the seeds."""
