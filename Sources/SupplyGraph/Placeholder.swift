// The first file of SupplyGraph.
