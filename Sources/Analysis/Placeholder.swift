// The first file of Analysis.
