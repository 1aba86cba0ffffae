"""A sampled mutation run: wrong code is put into a copy of the tree, and the tests that run the changed line must fail.

`kinds.py`: what is changed; `sample.py`: where, by a seed; `running.py`: which tests run which line; `trial.py`: one
mutant tried; `__main__.py`: `make mutants`; `equivalent.toml`: changes that nobody can see, each with its reason.
"""
