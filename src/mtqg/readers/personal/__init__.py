"""Lists of named persons or households are recognised before they are kept; what is found never carries their words."""

from mtqg.readers.personal.breaches import Breach, find_breaches, findings_of

__all__ = ["Breach", "find_breaches", "findings_of"]
