"""The sandbox's pages for people: viewer, presenter and console. Pure: values in, HTML out."""
