"""Changes of records between trees and commits."""
