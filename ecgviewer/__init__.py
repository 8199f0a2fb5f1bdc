"""ecgviewer: review the heartbeats that a CNN classified, and why.

core           the words of the domain (NumPy only)
formats        files <-> core objects
preprocessing  signal -> R-peaks and images
classifier     images -> labels and heat maps (LiteRT)
analysis       headless use cases
worker         Qt threads without widgets
gui            widgets
"""

__version__ = "0.1.0"
