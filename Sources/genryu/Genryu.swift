@main struct Genryu { static func main() {} }
