"""Work done beside other work: on all cores, on other machines, begun now and asked for later; how far it has come."""
