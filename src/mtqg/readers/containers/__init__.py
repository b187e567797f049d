"""One module a container: any file becomes sheets of values, or a finding that says why not."""
