"""The paper under the trace: sheet, lanes, axes and grid."""
