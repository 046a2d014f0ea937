"""The manual: its pages, its window, and which page explains which part of the program."""
