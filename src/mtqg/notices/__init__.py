"""What we say to provinces and to our people by e-mail and webhook: composed here, sent once, recorded."""
