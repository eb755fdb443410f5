"""The JSON API under ``/api/v1``: its addresses, the contract of what they take and give, and its description in OpenAPI 3.1."""
