# Aliases; every target is one command of the README.
.PHONY: up test ci
up:
	python3 manage.py up
test:
	python3 manage.py test
ci:
	.ci/run
