"""The dashboard: pages, their JSON twins, the API."""
