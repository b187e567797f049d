"""What lets the warehouse live for years: backup and restore, making it anew from the archive, the archive's scrub, retention."""
