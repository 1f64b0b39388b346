"""The room that touches the net: fetch, guard, cadence, parse, normalise."""
