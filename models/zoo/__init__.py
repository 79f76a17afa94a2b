"""Networks from elsewhere and for elsewhere: published weights, other formats, other packages."""
