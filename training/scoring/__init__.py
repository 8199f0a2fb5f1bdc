"""How predictions are scored and compared."""
