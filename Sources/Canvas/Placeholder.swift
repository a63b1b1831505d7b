// The first file of Canvas.
