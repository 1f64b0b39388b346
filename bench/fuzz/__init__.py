"""Coverage-guided fuzzing (atheris) of everything that reads what strangers wrote.

`targets.py` says what is tried and what must hold, `checks.py` looks at texts and markup with other means than ours,
`seeds.py` says where to begin, `harness.py` runs inside the fuzzer's process, `__main__.py` starts and counts.
"""
