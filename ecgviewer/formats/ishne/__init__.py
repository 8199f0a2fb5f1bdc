"""ISHNE Holter recordings: ``.ecg``, and ``.ann`` beside them.

Badilini, "The ISHNE Holter Standard Output File Format", Ann Noninvasive
Electrocardiol 3 (1998) 263.
"""
