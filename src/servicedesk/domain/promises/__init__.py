"""What a reply promises, and until when: read from its words, in English and Chinese. Pure."""
