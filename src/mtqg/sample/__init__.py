"""A synthetic country with labelled defects, and real published figures, as workbooks in outboxes."""

from mtqg.sample.country import DEFAULT_SEED, SampleWritten, write_country
from mtqg.sample.labels import LABELS_FILE, Label, read_labels
from mtqg.sample.published import write_published

__all__ = ["DEFAULT_SEED", "LABELS_FILE", "Label", "SampleWritten", "read_labels", "write_country", "write_published"]
