// The first file of Formats.
