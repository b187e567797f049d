"""The warehouse of Vietnam's National Target Programmes: land, read, judge, build, publish."""
