"""Philips XML (Sierra ECG, schemas 1.03 and 1.04): resting ECGs of PageWriter carts.

XLI was worked out by the sierra-ecg-tools of C. Watford (MIT licence).
"""
