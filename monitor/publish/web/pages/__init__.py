"""One file a page: each reads the store once and gives an `Answer`, whatever form it will take."""
