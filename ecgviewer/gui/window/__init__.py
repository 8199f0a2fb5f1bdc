"""Bars, menus and commands of the window."""
