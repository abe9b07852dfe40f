"""The county sandbox: five rounds of decisions over one fictitious county, on paper or on the
devices of a room."""
